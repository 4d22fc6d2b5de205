import { channels } from '../../domain/channel.ts'
import { builder } from '../builder.ts'
import { globalId } from '../id.ts'
import { AccountRef, InboxRef, LabelRef, NodeRef, TeamRef } from '../refs.ts'

const channelNotes: Record<(typeof channels)[number], string> = {
  WEB_CHAT: 'A chat widget on a web site (Chatwoot website, Infobip LIVE_CHAT).',
  API: 'A Chatwoot API inbox: the company connects the channel itself.',
  EMAIL: 'E-mail.',
  SMS: 'Text messages.',
  WHATSAPP: 'WhatsApp.',
  FACEBOOK: 'Facebook Messenger.',
  INSTAGRAM: 'Instagram direct messages.',
  TELEGRAM: 'Telegram.',
  VIBER: 'Viber, business messages and bots.',
  LINE: 'LINE.',
  RCS: 'Rich Communication Services.',
  APPLE_MESSAGES: 'Apple Messages for Business.',
  KAKAO: 'KakaoTalk.',
  TWITTER: 'X, formerly Twitter.',
  TIKTOK: 'TikTok.',
  VOICE: 'Calls, with sound or video.',
  OTHER: 'A channel that this version has no word for.',
}

export const ChannelEnum = builder.enumType('Channel', {
  description: 'Where the contact is. New values may be added in minor versions.',
  values: Object.fromEntries(channels.map((name) => [name, { description: channelNotes[name] }])) as Record<
    (typeof channels)[number],
    { description: string }
  >,
})

InboxRef.implement({
  description: 'A Chatwoot inbox. Infobip has none; `Conversation.inbox` is null there.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (inbox) => globalId('Inbox', inbox) }),
    upstreamId: t.exposeString('id', { description: "The inbox's id in the upstream's own API." }),
    account: t.field({
      type: AccountRef,
      description: 'The account it belongs to.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account,
    }),
    name: t.exposeString('name', { description: 'Name.' }),
    channel: t.expose('channel', { type: ChannelEnum, description: 'The channel that it receives.' }),
  }),
})

TeamRef.implement({
  description: 'A Chatwoot team or an Infobip queue.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (team) => globalId('Team', team) }),
    upstreamId: t.exposeString('id', { description: "The team's or queue's id in the upstream's own API." }),
    account: t.field({
      type: AccountRef,
      description: 'The account it belongs to.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account,
    }),
    name: t.exposeString('name', { description: 'Name.' }),
  }),
})

LabelRef.implement({
  description: 'A Chatwoot label or an Infobip tag. Named, not numbered: the name is the key in both.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The key.' }),
    color: t.string({
      nullable: true,
      description: 'CSS colour, e.g. `#1f93ff`. Null on Infobip.',
      resolve: async ({ account, name, color }, _, { loaders }) =>
        color !== undefined
          ? color
          : ((await loaders.labels.load(account)).find((label) => label.name === name)?.color ?? null),
    }),
  }),
})
