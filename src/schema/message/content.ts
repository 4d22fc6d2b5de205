import type {
  Article,
  ArticlesContent,
  Card,
  CardAction,
  CardsContent,
  EmailContent,
  FormContent,
  FormField,
  LocationContent,
  TemplateContent,
  TextContent,
  UnsupportedContent,
} from '../../domain/content.ts'
import { httpUrlOrNull } from '../../kit/url.ts'
import { builder } from '../builder.ts'

export const TextFormatEnum = builder.enumType('TextFormat', {
  description: 'How to show a text.',
  values: {
    PLAIN: { description: 'As it is.' },
    MARKDOWN: { description: 'CommonMark.' },
    HTML: { description: 'Clean it before you show it: it comes from outside.' },
  } as const,
})

const TextContentRef = builder.objectRef<TextContent>('TextContent').implement({
  description: 'Words.',
  fields: (t) => ({
    text: t.exposeString('text', { nullable: true, description: 'Byte for byte as the upstream has it.' }),
    format: t.expose('format', { type: TextFormatEnum, description: 'How to show it.' }),
  }),
})

const EmailContentRef = builder.objectRef<EmailContent>('EmailContent').implement({
  description: 'An e-mail.',
  fields: (t) => ({
    subject: t.exposeString('subject', { nullable: true, description: 'Subject line.' }),
    from: t.field({ type: ['String'], description: 'Senders.', resolve: ({ from }) => [...from] }),
    to: t.field({ type: ['String'], description: 'Recipients.', resolve: ({ to }) => [...to] }),
    cc: t.field({ type: ['String'], description: 'Recipients of a copy.', resolve: ({ cc }) => [...cc] }),
    html: t.exposeString('html', { nullable: true, description: 'HTML body. Clean it before you show it.' }),
    text: t.exposeString('text', { nullable: true, description: 'Plain body.' }),
  }),
})

const CardActionRef = builder.objectRef<CardAction>('CardAction').implement({
  description: 'A button: it opens a link or sends something back.',
  fields: (t) => ({
    label: t.exposeString('label', { description: 'What is on the button.' }),
    url: t.field({
      type: 'URL',
      nullable: true,
      description: 'What it opens.',
      resolve: ({ url }) => httpUrlOrNull(url),
    }),
    payload: t.exposeString('payload', { nullable: true, description: 'What it sends back.' }),
  }),
})

const CardRef = builder.objectRef<Card>('Card').implement({
  description: 'A picture, a title and buttons.',
  fields: (t) => ({
    title: t.exposeString('title', { nullable: true, description: 'Title.' }),
    description: t.exposeString('description', { nullable: true, description: 'Text below the title.' }),
    mediaUrl: t.field({
      type: 'URL',
      nullable: true,
      description: 'The picture.',
      resolve: ({ mediaUrl }) => httpUrlOrNull(mediaUrl),
    }),
    actions: t.field({
      type: [CardActionRef],
      description: 'Buttons.',
      resolve: ({ actions }) => [...actions],
    }),
  }),
})

const CardsContentRef = builder.objectRef<CardsContent>('CardsContent').implement({
  description: 'One or more cards side by side.',
  fields: (t) => ({
    cards: t.field({ type: [CardRef], description: 'The cards.', resolve: ({ cards }) => [...cards] }),
  }),
})

const FormFieldRef = builder.objectRef<FormField>('FormField').implement({
  description: 'A question to the contact.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Key of the answer.' }),
    label: t.exposeString('label', { nullable: true, description: 'The question.' }),
    type: t.exposeString('type', {
      description: "The upstream's word for the kind of field, e.g. `text`, `text_area`, `email`, `select`.",
    }),
    value: t.exposeString('value', { nullable: true, description: 'The answer; null while there is none.' }),
  }),
})

const FormContentRef = builder.objectRef<FormContent>('FormContent').implement({
  description: 'Questions for the contact to answer in the channel itself.',
  fields: (t) => ({
    fields: t.field({
      type: [FormFieldRef],
      description: 'The questions.',
      resolve: ({ fields }) => [...fields],
    }),
    isSubmitted: t.exposeBoolean('isSubmitted', { description: 'Whether the contact has answered.' }),
  }),
})

const ArticleRef = builder.objectRef<Article>('Article').implement({
  description: 'A link to a knowledge base.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Title.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is about.' }),
    url: t.field({
      type: 'URL',
      nullable: true,
      description: 'Where it is.',
      resolve: ({ url }) => httpUrlOrNull(url),
    }),
  }),
})

const ArticlesContentRef = builder.objectRef<ArticlesContent>('ArticlesContent').implement({
  description: 'Links to knowledge-base articles.',
  fields: (t) => ({
    articles: t.field({
      type: [ArticleRef],
      description: 'The articles.',
      resolve: ({ articles }) => [...articles],
    }),
  }),
})

const LocationContentRef = builder.objectRef<LocationContent>('LocationContent').implement({
  description: 'A place.',
  fields: (t) => ({
    latitude: t.exposeFloat('latitude', { description: 'Degrees, north positive.' }),
    longitude: t.exposeFloat('longitude', { description: 'Degrees, east positive.' }),
    name: t.exposeString('name', { nullable: true, description: 'What the place is called.' }),
    address: t.exposeString('address', { nullable: true, description: 'Postal address.' }),
  }),
})

const TemplateContentRef = builder.objectRef<TemplateContent>('TemplateContent').implement({
  description: 'A message made from a template that the channel approved beforehand.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'Name of the template.' }),
    language: t.expose('language', { type: 'LanguageTag', nullable: true, description: 'Its language.' }),
    body: t.exposeString('body', { nullable: true, description: 'The text with its values filled in.' }),
  }),
})

const UnsupportedContentRef = builder.objectRef<UnsupportedContent>('UnsupportedContent').implement({
  description:
    'A content type that this API has no shape for. `Message.text` still says something; `raw` has all of it.',
  fields: (t) => ({
    upstreamType: t.exposeString('upstreamType', { description: "The upstream's word for it." }),
    raw: t.expose('raw', { type: 'JSON', description: 'What the upstream sent.' }),
  }),
})

export const MessageContentUnion = builder.unionType('MessageContent', {
  description:
    'What a message holds. New members may be added in minor versions; `Message.text` is there for all of them.',
  types: [
    TextContentRef,
    EmailContentRef,
    CardsContentRef,
    FormContentRef,
    ArticlesContentRef,
    LocationContentRef,
    TemplateContentRef,
    UnsupportedContentRef,
  ],
  resolveType: ({ type }) => type,
})
