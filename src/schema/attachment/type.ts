import { builder } from '../builder.ts'
import { attachmentId } from '../id.ts'
import { AttachmentRef, NodeRef } from '../refs.ts'

export const AttachmentKindEnum = builder.enumType('AttachmentKind', {
  description: 'How to show an attachment. New values may be added in minor versions.',
  values: {
    IMAGE: { description: 'A picture, stickers included.' },
    AUDIO: { description: 'A recording.' },
    VIDEO: { description: 'A film.' },
    FILE: { description: 'Any other file.' },
    LOCATION: { description: 'A place on the map; `fileName` holds its title.' },
    CONTACT: { description: 'A visiting card; `fileName` holds the name.' },
    OTHER: { description: 'Something this version has no word for, e.g. a shared post.' },
  } as const,
})

AttachmentRef.implement({
  description:
    'A file or another object sent with a message. A field is null where the upstream does not tell.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      resolve: attachmentId,
    }),
    kind: t.expose('kind', { type: AttachmentKindEnum, description: 'How to show it.' }),
    url: t.field({
      type: 'URL',
      nullable: true,
      description:
        "Served through this API to whoever may see the message, with the caller's own credential in the request's headers; it does not expire with the upstream's. What is no file (a place, a shared post) has the upstream's own link, or none.",
      resolve: (attachment, _args, context) => context.links.fileUrl(attachment),
    }),
    thumbnailUrl: t.field({
      type: 'URL',
      nullable: true,
      description: 'A small picture of it, served like `url`.',
      resolve: (attachment, _args, context) => context.links.thumbnailUrl(attachment),
    }),
    fileName: t.exposeString('fileName', {
      nullable: true,
      description: 'Name, or title of what is not a file.',
    }),
    contentType: t.exposeString('contentType', { nullable: true, description: 'MIME type.' }),
    size: t.int({
      nullable: true,
      description: 'Bytes. Null beyond 2 GiB, which is more than an Int holds.',
      resolve: ({ size }) => (size !== null && size < 2 ** 31 ? size : null),
    }),
    width: t.exposeInt('width', { nullable: true, description: 'Pixels.' }),
    height: t.exposeInt('height', { nullable: true, description: 'Pixels.' }),
  }),
})
