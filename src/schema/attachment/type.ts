import { encodeRef } from '../../domain/ref.ts'
import { builder } from '../builder.ts'
import { AttachmentRef, NodeRef } from '../refs.ts'

const AttachmentKindEnum = builder.enumType('AttachmentKind', {
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
      resolve: ({ account, conversationId, messageId, id }) =>
        encodeRef({ type: 'Attachment', account, path: [conversationId, messageId, id] }),
    }),
    kind: t.expose('kind', { type: AttachmentKindEnum, description: 'How to show it.' }),
    url: t.expose('upstreamUrl', {
      type: 'URL',
      nullable: true,
      description:
        'Where the upstream serves it: on Chatwoot a signed link, on Infobip a link that wants the upstream credential. Null for what has no file.',
    }),
    thumbnailUrl: t.expose('upstreamThumbnailUrl', {
      type: 'URL',
      nullable: true,
      description: 'A small picture of it.',
    }),
    fileName: t.exposeString('fileName', {
      nullable: true,
      description: 'Name, or title of what is not a file.',
    }),
    contentType: t.exposeString('contentType', { nullable: true, description: 'MIME type.' }),
    size: t.exposeInt('size', { nullable: true, description: 'Bytes.' }),
    width: t.exposeInt('width', { nullable: true, description: 'Pixels.' }),
    height: t.exposeInt('height', { nullable: true, description: 'Pixels.' }),
  }),
})
