/** What can be sent. Everything is read back as the type that it was sent as. */
import { randomUUID } from 'node:crypto'
import {
  AccountAgentsDocument,
  AddNoteDocument,
  type MessageContentInput,
  RecordIncomingMessageDocument,
  SendMessageDocument,
  type SendMessageInput,
  SentMessageByIdDocument,
} from '../../support/gql/graphql.ts'
import { anywhere, did, type Feature, onEachChannel, type Site, type Trial } from './feature.ts'

type Sent = NonNullable<Awaited<ReturnType<typeof send>>['message']>

const send = async (input: SendMessageInput, { client }: Site) =>
  (await client.expectData(SendMessageDocument, { input })).sendMessage

/** As the upstream has it now. */
const readBack = async (id: string, { client }: Site): Promise<Sent | null> => {
  const { node } = await client.expectData(SentMessageByIdDocument, { id })
  return node?.__typename === 'Message' ? node : null
}

/** Sends it, reads it back, and looks at both. */
export const sends = async (input: SendMessageInput, site: Site, isIt: (message: Sent) => boolean) => {
  const answer = await send(input, site)
  const stored = answer.message && (await readBack(answer.message.id, site))
  return did(answer, ({ message }) => message != null && isIt(message) && stored != null && isIt(stored))
}

const content = (
  name: string,
  alone: string,
  inputOf: (site: Site) => MessageContentInput,
  types: readonly string[],
  capability?: Feature['capability'],
): Feature => ({
  name,
  alone,
  ...(capability && { capability }),
  try: onEachChannel((conversationId, site) =>
    sends({ conversationId, content: inputOf(site) }, site, (message) =>
      types.includes(message.content.__typename),
    ),
  ),
})

export const anyConversation = ({ conversations, name }: Site): string => {
  const [id] = conversations.values()
  if (id === undefined) throw new Error(`${name} has no conversation to answer.`)
  return id
}

const uploads = async (conversationId: string, site: Site): Promise<Trial> => {
  const body = new FormData()
  body.append('file', new File(['Two lines\nof text.\n'], 'notes.txt', { type: 'text/plain' }))
  const response = await fetch(`${site.stack.url}/uploads?conversationId=${conversationId}`, {
    method: 'POST',
    body,
  })
  const answer = (await response.json()) as { uploadId?: string; error?: { code: string } }
  if (answer.error?.code === 'UNSUPPORTED') return 'UnsupportedError'
  if (answer.uploadId === undefined) throw new Error(`Not uploaded: ${JSON.stringify(answer)}`)
  const attachments = [{ uploadId: answer.uploadId }]
  return sends({ conversationId, attachments }, site, (message) =>
    message.attachments.some(({ fileName, size }) => fileName === 'notes.txt' && size === 19),
  )
}

const mentions = async (site: Site): Promise<Trial> => {
  const { account } = await site.client.expectData(AccountAgentsDocument, { id: site.accountId, first: 1 })
  const mentionAgentIds = (account?.agents?.nodes ?? []).map(({ id }) => id)
  const input = { conversationId: anyConversation(site), text: 'Please have a look.', mentionAgentIds }
  const { addNote } = await site.client.expectData(AddNoteDocument, { input })
  const [name] = (account?.agents?.nodes ?? []).map(({ name }) => name ?? '')
  return did(addNote, ({ message }) => message?.text?.includes(name ?? '') ?? false)
}

const sendsOnce = async (site: Site): Promise<Trial> => {
  const input = {
    conversationId: anyConversation(site),
    content: { text: 'Once and for all.' },
    clientMessageId: randomUUID(),
  }
  const first = await send(input, site)
  const { result: second, requests } = await site.stack.requestsDuring(() => send(input, site))
  const isSecondPost = requests.some((request) => request.startsWith('POST'))
  return did(second, ({ message }) => message?.id === first.message?.id && !isSecondPost)
}

export const sending: readonly Feature[] = [
  content(
    'Send text',
    'Chatwoot: yes. Infobip: yes; the caller works out channel, from and to',
    () => ({ text: 'Line one\r\nline two 👩🏽‍🚒' }),
    ['TextContent', 'EmailContent'],
    'SEND_MESSAGE',
  ),
  content(
    'Send a template',
    'Chatwoot: `template_params`, used by WhatsApp and Twilio. Infobip: WhatsApp; reads back as text',
    ({ name }) => ({
      template:
        name === 'chatwoot'
          ? { name: 'order_shipped', language: 'en', text: 'Your order is on its way.', parameters: [] }
          : { name: 'order_shipped', language: 'en', parameters: [{ name: '1', value: 'Ana' }] },
    }),
    ['TemplateContent', 'TextContent'],
    'SEND_TEMPLATE',
  ),
  content(
    'Send cards',
    'Chatwoot: one shape. Infobip: another shape for each channel',
    () => ({ cards: [{ title: 'Moka pot', actions: [{ label: 'Buy', payload: 'buy-moka' }] }] }),
    ['CardsContent'],
  ),
  content(
    'Send a form',
    'Chatwoot: `form`, `input_text`, `input_textarea`, `input_email`, `input_select`. Infobip: none',
    () => ({
      form: {
        text: 'Where to?',
        fields: [
          { name: 'street', type: 'TEXT', label: 'Street' },
          { name: 'notes', type: 'TEXTAREA', label: 'Notes' },
        ],
      },
    }),
    ['FormContent'],
  ),
  content(
    'Send articles',
    'Chatwoot: `article`. Infobip: none',
    () => ({ articles: [{ title: 'Returns', url: 'https://help.example.com/returns' }] }),
    ['ArticlesContent'],
  ),
  content(
    'Send any other content as it is (`raw`)',
    'Chatwoot: `content_type`. Infobip: `contentType`, about a hundred',
    ({ name }) => ({
      raw:
        name === 'chatwoot'
          ? { upstreamType: 'integrations', text: 'Join the call', content: { type: 'dyte' } }
          : { upstreamType: 'LOCATION', content: { latitude: 45.8, longitude: 15.97 } },
    }),
    ['UnsupportedContent', 'LocationContent'],
  ),
  {
    name: 'Quote a message (`replyToMessageId`)',
    alone: 'Chatwoot: `in_reply_to`. Infobip: none',
    capability: 'REPLY_TO_MESSAGE',
    try: onEachChannel(async (conversationId, site) => {
      const { message } = await send({ conversationId, content: { text: 'First' } }, site)
      const replyToMessageId = message?.id ?? ''
      return sends(
        { conversationId, content: { text: 'To that' }, replyToMessageId },
        site,
        ({ replyTo }) => replyTo?.id === replyToMessageId,
      )
    }),
  },
  {
    name: 'Send a file, uploaded (`POST /uploads`)',
    alone: 'Chatwoot: multipart, or a direct upload in three steps. Infobip: none',
    capability: 'SEND_ATTACHMENT_UPLOAD',
    try: onEachChannel(uploads),
  },
  {
    name: 'Send a picture by its public address',
    alone: 'Chatwoot: none. Infobip: `content.url`, by channel',
    capability: 'SEND_ATTACHMENT_URL',
    try: onEachChannel((conversationId, site) =>
      sends(
        {
          conversationId,
          attachments: [{ url: { url: 'https://files.example.com/moka.png', kind: 'IMAGE' } }],
        },
        site,
        // RCS calls everything a file.
        ({ attachments }) => attachments.some(({ kind }) => kind === 'IMAGE' || kind === 'FILE'),
      ),
    ),
  },
  {
    name: 'Send once, however often it is asked (`clientMessageId`)',
    alone: 'Chatwoot: no. Infobip: no',
    try: anywhere(sendsOnce),
  },
  {
    name: "Send in an agent's name",
    alone: 'Chatwoot: whoever owns the token. Infobip: `x-agent-id`, by the rules of the assignment',
    try: onEachChannel((conversationId, site) =>
      sends(
        { conversationId, content: { text: 'It is me.' } },
        site,
        ({ sender }) => sender?.__typename === 'Agent' && sender.name != null,
      ),
    ),
  },
  {
    name: 'Note for other agents, in the thread',
    alone: 'Chatwoot: `private: true`. Infobip: a list of its own beside the messages',
    capability: 'NOTES',
    try: onEachChannel(async (conversationId, site) => {
      const input = { conversationId, text: 'Called back.' }
      const { addNote } = await site.client.expectData(AddNoteDocument, { input })
      const stored = await readBack(addNote.message?.id ?? '', site)
      return did(addNote, () => stored?.kind === 'NOTE' && stored.isPrivate)
    }),
  },
  {
    name: 'Mention an agent in a note',
    alone: 'Chatwoot: a link of its own form in the text. Infobip: none',
    try: anywhere(mentions),
  },
  {
    name: 'Record what the contact wrote elsewhere',
    alone: 'Chatwoot: API inboxes. Infobip: none',
    capability: 'RECORD_INCOMING',
    try: onEachChannel(async (conversationId, { client }) => {
      const input = { conversationId, content: { text: 'From my own app' } }
      const { recordIncomingMessage } = await client.expectData(RecordIncomingMessageDocument, { input })
      return did(recordIncomingMessage, ({ message }) => message?.direction === 'INCOMING')
    }),
  },
]
