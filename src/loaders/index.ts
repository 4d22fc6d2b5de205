/**
 * One call instead of N. Built anew for every request, and later for every delivered event, so that nothing is
 * cached longer and nothing is shared between credentials.
 */
import type DataLoader from 'dataloader'
import type { Agent, Bot, Contact, Profile } from '../domain/actor.ts'
import type { Conversation } from '../domain/conversation.ts'
import { nullWhenNotFound } from '../domain/errors.ts'
import type { Message } from '../domain/message.ts'
import type { Inbox, Label, Team } from '../domain/place.ts'
import type { Collection, Upstream } from '../upstream/port.ts'
import { createLoader } from './batch.ts'
import { createInboxReader, type InboxReader } from './inbox.ts'
import type { Scope } from './scope.ts'

/** An object of one account by its upstream id. */
export interface Key {
  readonly account: string
  readonly id: string
}

export interface MessageKey extends Key {
  readonly conversationId: string
}

/** Every loader gives null for an object that is not there, or that the caller may not see. */
export interface Loaders {
  readonly conversation: DataLoader<Key, Conversation | null, string>
  readonly message: DataLoader<MessageKey, Message | null, string>
  /** The newest message of a conversation. */
  readonly lastMessage: DataLoader<Key, Message | null, string>
  readonly contact: DataLoader<Key, Contact | null, string>
  readonly agent: DataLoader<Key, Agent | null, string>
  /** With the fields that lists of agents leave out. */
  readonly agentInFull: DataLoader<Key, Agent | null, string>
  readonly bot: DataLoader<Key, Bot | null, string>
  readonly team: DataLoader<Key, Team | null, string>
  readonly inbox: DataLoader<Key, Inbox | null, string>
  /** Label names of a conversation, where they do not come with it. */
  readonly conversationLabels: DataLoader<Key, readonly string[], string>
  /** Whole lists by account name; inboxes are null where the upstream has none. */
  readonly agents: DataLoader<string, readonly Agent[], string>
  readonly teams: DataLoader<string, readonly Team[], string>
  readonly inboxes: DataLoader<string, readonly Inbox[] | null, string>
  readonly labels: DataLoader<string, readonly Label[], string>
  /** Who the caller is, by account name. */
  readonly profile: DataLoader<string, Profile, string>
  readonly readInbox: InboxReader
}

export const createLoaders = (scope: Scope): Loaders => {
  const sizesOf = (loader: string) => (size: number) => scope.onBatch?.(loader, size)
  const agents = perAccount(scope, ({ agents }, call) => agents.list(call))
  const teams = perAccount(scope, ({ teams }, call) => teams.list(call))
  const bots = perAccount(scope, ({ bots }, call) => bots.list(call))
  const inboxes = perAccount(scope, async ({ inboxes }, call) => (inboxes ? inboxes.list(call) : null))
  return {
    conversation: createLoader({
      onBatch: sizesOf('conversation'),
      idOf,
      groupOf: accountOf,
      fetch: (keys) => {
        const { account } = keys[0]
        return scope.upstream(account).conversations.getMany(keys.map(upstreamId), scope.call(account))
      },
    }),
    message: createLoader<MessageKey, Message | null>({
      onBatch: sizesOf('message'),
      idOf: ({ account, conversationId, id }) => `${account}:${conversationId}:${id}`,
      groupOf: ({ account, conversationId }) => `${account}:${conversationId}`,
      fetch: (keys) => {
        const { account, conversationId } = keys[0]
        const { messages } = scope.upstream(account)
        return messages.getMany(conversationId, keys.map(upstreamId), scope.call(account))
      },
    }),
    lastMessage: oneByOne(scope, ({ messages }, id, call) => messages.last(id, call)),
    contact: oneByOne(scope, ({ contacts }, id, call) => contacts.get(id, call)),
    agent: fromCollection(scope, 'agent', agents, (upstream) => upstream.agents),
    agentInFull: oneByOne(scope, async ({ account, agents: { get } }, id, call) =>
      get ? get(id, call) : ((await agents.load(account.name)).find((agent) => agent.id === id) ?? null),
    ),
    bot: fromCollection(scope, 'bot', bots, (upstream) => upstream.bots),
    team: fromCollection(scope, 'team', teams, (upstream) => upstream.teams),
    inbox: fromCollection(scope, 'inbox', inboxes, (upstream) => upstream.inboxes),
    conversationLabels: createLoader<Key, readonly string[]>({
      idOf,
      groupOf: idOf,
      fetch: async ([{ account, id }]) => [
        (await scope.upstream(account).conversationLabels?.list(id, scope.call(account))) ?? [],
      ],
    }),
    agents,
    teams,
    inboxes,
    labels: perAccount(scope, ({ labels }, call) => labels.list(call)),
    profile: perAccount(scope, (upstream, call) => upstream.profile(call)),
    readInbox: createInboxReader(scope),
  }
}

const idOf = ({ account, id }: Key): string => `${account}:${id}`
const accountOf = ({ account }: Key): string => account
const upstreamId = ({ id }: Key): string => id

type UpstreamCall = ReturnType<Scope['call']>

/** What has no batch upstream: one call a key, still asked only once per request. */
const oneByOne = <V>(
  scope: Scope,
  fetch: (upstream: Upstream, id: string, call: UpstreamCall) => Promise<V | null>,
): DataLoader<Key, V | null, string> =>
  createLoader<Key, V | null>({
    idOf,
    groupOf: idOf,
    fetch: async ([{ account, id }]) => [
      await nullWhenNotFound(fetch(scope.upstream(account), id, scope.call(account))),
    ],
  })

const perAccount = <V>(scope: Scope, fetch: (upstream: Upstream, call: UpstreamCall) => Promise<V>) =>
  createLoader<string, V>({
    idOf: (account) => account,
    groupOf: (account) => account,
    fetch: async ([account]) => [await fetch(scope.upstream(account), scope.call(account))],
  })

/** By id where the upstream can; else from the whole list, which is then one call for all. */
const fromCollection = <V extends { readonly id: string }>(
  scope: Scope,
  name: string,
  list: DataLoader<string, readonly V[] | null, string>,
  collectionOf: (upstream: Upstream) => Collection<V> | undefined,
): DataLoader<Key, V | null, string> =>
  createLoader<Key, V | null>({
    onBatch: (size) => scope.onBatch?.(name, size),
    idOf,
    groupOf: accountOf,
    fetch: async (keys) => {
      const { account } = keys[0]
      const { getMany } = collectionOf(scope.upstream(account)) ?? {}
      if (getMany) return getMany(keys.map(upstreamId), scope.call(account))
      const byId = new Map((await list.load(account))?.map((item) => [item.id, item]))
      return keys.map(({ id }) => byId.get(id) ?? null)
    },
  })
