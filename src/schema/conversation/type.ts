import type { Conversation, ReplyBlockedReason } from '../../domain/conversation.ts'
import { CapabilityEnum, ConversationStatusEnum, ProviderEnum } from '../account/enum.ts'
import type { Context } from '../context.ts'
import { globalId } from '../id.ts'
import { ChannelEnum } from '../place/type.ts'
import {
  AccountRef,
  ActorRef,
  ContactRef,
  ConversationRef,
  InboxRef,
  LabelRef,
  MessageRef,
  NodeRef,
  TeamRef,
} from '../refs.ts'
import { ConversationPriorityEnum, ReplyBlockedReasonEnum } from './enum.ts'

ConversationRef.implement({
  description: 'A thread with one contact.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      resolve: (conversation) => globalId('Conversation', conversation),
    }),
    upstreamId: t.exposeString('id', {
      description: 'Chatwoot display id or Infobip conversation id; what people type and read out.',
    }),
    upstreamUrl: t.expose('upstreamUrl', {
      type: 'URL',
      nullable: true,
      description:
        "Opens the conversation in the upstream's own dashboard. Null where that address is not known.",
    }),
    account: t.field({
      type: AccountRef,
      description: 'The account it is in.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account,
    }),
    provider: t.field({
      type: ProviderEnum,
      description: 'Which product the upstream is.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account.provider,
    }),
    channel: t.field({
      type: ChannelEnum,
      nullable: true,
      description:
        'The channel it runs on. Infobip tells it only with messages: there it costs one REST call a conversation, shared with `contact` and `lastMessage`, and is null without messages.',
      resolve: async (conversation, _, context) =>
        conversation.channel !== undefined
          ? conversation.channel
          : ((await lastMessageOf(conversation, context))?.channel ?? null),
    }),
    inbox: t.field({
      type: InboxRef,
      nullable: true,
      description: 'The Chatwoot inbox it came in by. Null on Infobip.',
      resolve: ({ account, inboxId }, _, { loaders }) =>
        inboxId === null ? null : loaders.inbox.load({ account, id: inboxId }),
    }),
    subject: t.exposeString('subject', { nullable: true, description: 'E-mail subject or Infobip topic.' }),
    status: t.expose('status', { type: ConversationStatusEnum, description: 'Where the work stands.' }),
    upstreamStatus: t.exposeString('upstreamStatus', {
      description: "The upstream's own word for the status.",
    }),
    priority: t.expose('priority', {
      type: ConversationPriorityEnum,
      nullable: true,
      description: 'How urgent it is; null when nobody said.',
    }),
    contact: t.field({
      type: ContactRef,
      nullable: true,
      description:
        'The person on the other side. On Infobip an address, taken from the last message: one REST call a conversation.',
      resolve: async (conversation, _, context) =>
        conversation.contact !== undefined
          ? conversation.contact
          : ((await lastMessageOf(conversation, context))?.counterpart ?? null),
    }),
    assignee: t.field({
      type: ActorRef,
      nullable: true,
      description: 'Who answers it: an `Agent` or a `Bot`. Null when nobody does.',
      resolve: async ({ account, assignee, assigneeId }, _, { loaders }) => {
        if (assignee !== undefined || assigneeId === null) return assignee ?? null
        const key = { account, id: assigneeId }
        return (await loaders.agent.load(key)) ?? loaders.bot.load(key)
      },
    }),
    team: t.field({
      type: TeamRef,
      nullable: true,
      description: 'The Chatwoot team or Infobip queue it is in.',
      resolve: ({ account, team, teamId }, _, { loaders }) =>
        team !== undefined || teamId === null ? (team ?? null) : loaders.team.load({ account, id: teamId }),
    }),
    labels: t.field({
      type: [LabelRef],
      nullable: true,
      description:
        'Labels or tags on it. On Infobip one REST call a conversation; asking for `color` on Chatwoot costs one for the account.',
      resolve: async ({ account, id, labels }, _, { loaders }) =>
        (labels ?? (await loaders.conversationLabels.load({ account, id }))).map((name) => ({
          account,
          name,
        })),
    }),
    unreadCount: t.exposeInt('unreadCount', {
      nullable: true,
      description:
        'Messages that no agent has read; Chatwoot counts to 10 at most. Null where the upstream does not count (Infobip).',
    }),
    lastMessage: t.field({
      type: MessageRef,
      nullable: true,
      description:
        'The newest message of any kind. Comes with the list on Chatwoot; one REST call a conversation on Infobip.',
      resolve: (conversation, _, context) => lastMessageOf(conversation, context),
    }),
    lastActivityAt: t.expose('lastActivityAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When something last happened in it. Infobip: when it was last changed.',
    }),
    waitingSince: t.expose('waitingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when the contact waits for an answer; null when not, or not known.',
    }),
    snoozedUntil: t.expose('snoozedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'When a snooze ends.',
    }),
    contactLastSeenAt: t.expose('contactLastSeenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the contact last looked. Null: never, or not known.',
    }),
    agentLastSeenAt: t.expose('agentLastSeenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When an agent last looked. Null: never, or not known.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it began.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last changed.',
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was closed (Infobip).',
    }),
    capabilities: t.field({
      type: [CapabilityEnum],
      description: 'What can be done here.',
      resolve: ({ account }, _, context) => [...context.scope.upstream(account).capabilities],
    }),
    viewerCanReply: t.boolean({
      description: 'Whether a reply by the caller would be accepted now. Agrees with `replyBlockedReason`.',
      resolve: async (conversation, _, context) => (await replyBlockedReason(conversation, context)) === null,
    }),
    replyBlockedReason: t.field({
      type: ReplyBlockedReasonEnum,
      nullable: true,
      description: 'Why `viewerCanReply` is false; null when it is true.',
      resolve: (conversation, _, context) => replyBlockedReason(conversation, context),
    }),
    customAttributes: t.expose('customAttributes', {
      type: 'JSON',
      nullable: true,
      description: "The account's own fields on it, as an object (Chatwoot).",
    }),
  }),
})

const lastMessageOf = async (conversation: Conversation, { loaders }: Context) => {
  return conversation.lastMessage !== undefined
    ? conversation.lastMessage
    : loaders.lastMessage.load(conversation)
}

const replyBlockedReason = async (
  conversation: Conversation,
  context: Context,
): Promise<ReplyBlockedReason | null> => {
  if (!context.scope.hasRole('agent')) return 'READ_ONLY'
  const { account } = conversation
  return context.scope
    .upstream(account)
    .conversations.replyBlockedReason(conversation, context.scope.call(account), (id) =>
      context.loaders.agent.load({ account, id }),
    )
}
