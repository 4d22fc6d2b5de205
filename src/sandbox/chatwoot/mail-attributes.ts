/** What a message of an e-mail inbox has besides: copies, and a body in HTML. */
import { unprocessable } from './errors.ts'
import type { Body } from './params.ts'
import type { ConversationRow, InboxRow } from './rows.ts'

const lists = ['cc_emails', 'bcc_emails', 'to_emails'] as const

export const mailAttributes = (inbox: InboxRow, body: Body): Body => {
  if (inbox.channel_type !== 'Channel::Email') return {}
  const html = body.email_html_content
  return {
    ...Object.fromEntries(lists.map((name) => [name, addresses(body[name])])),
    ...(typeof html === 'string' && html !== '' && { email: htmlBody(html) }),
  }
}

const addresses = (value: unknown): string[] => {
  const list = typeof value === 'string' ? value.split(',').map((each) => each.trim()) : []
  const given = list.filter((each) => each !== '')
  if (!given.every((each) => /^[^@\s]+@[^@\s]+$/.test(each))) throw unprocessable('Invalid email address')
  return given
}

const htmlBody = (html: string) => {
  const text = html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return { html_content: { full: html, reply: html }, text_content: { full: text, reply: text } }
}

/** What Chatwoot keeps of a mail that came in, beside its text. */
export const incomingMail = (conversation: ConversationRow, inbox: InboxRow, from: string, text: string) => {
  const { mail_subject: subject = '' } = JSON.parse(conversation.additional_attributes) as {
    mail_subject?: string
  }
  const { email: to } = JSON.parse(inbox.settings) as { email?: string }
  return {
    content_type: 'incoming_email',
    content_attributes: {
      email: {
        bcc: null,
        cc: null,
        content_type: 'text/plain',
        from: [from],
        to: [to],
        subject: `Re: ${subject}`,
        text_content: { full: text, reply: text, quoted: text },
        html_content: {},
        number_of_attachments: 0,
      },
      cc_emails: null,
      bcc_emails: null,
    },
  }
}
