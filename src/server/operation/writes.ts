/** What an operation may do beyond reading, on behalf of one caller. */
import { StateUnavailableError, UnsupportedError } from '../../domain/errors.ts'
import type { Message } from '../../domain/message.ts'
import type { Instant } from '../../domain/time.ts'
import type { Fact } from '../../live/fact.ts'
import type { Ingest } from '../../live/ingest.ts'
import { createLoader } from '../../loaders/batch.ts'
import type { Loaders } from '../../loaders/index.ts'
import type { Scope } from '../../loaders/scope.ts'
import type { Writes } from '../../schema/context.ts'
import { begin } from '../../sending/begin.ts'
import { callerKeyOf } from '../../sending/key.ts'
import { messageKind, objectKeyOf, recordOf } from '../../sending/record.ts'
import type { Sender } from '../../sending/send-once.ts'
import type { Ledger } from '../../state/port.ts'
import type { Translations } from '../../translate/translations.ts'

export interface WriteDeps {
  readonly sender: Sender
  readonly translations: Translations
  readonly ledger: Pick<Ledger, 'findByObjects'>
  /** Tells subscribers of what was done. */
  readonly ingest: Ingest
  /** Told of bugs in what is not waited for. */
  readonly onError: (error: unknown) => void
  readonly now: () => number
}

/** Milliseconds by which an upstream's clock may be behind. */
const skewMs = 5_000

export const createWrites = (
  scope: Scope,
  loaders: () => Loaders,
  /** When the operation began: nothing that it read is older. */
  startedAt: Instant,
  { sender, translations, ledger, ingest, onError, now }: WriteDeps,
): Writes => {
  /** Not waited for. Where the store is away, what it missed is looked for afterwards. */
  const tell = (account: string, fact: Fact): void => {
    ingest(account, [fact]).catch((error: unknown) => {
      if (!(error instanceof StateUnavailableError)) onError(error)
    })
  }
  const changed = (message: Message, hint: 'created' | 'updated', readAt = startedAt): void =>
    tell(message.account, { type: 'message', message, readAt, hint })
  let sends: ReturnType<typeof loadSends> | undefined
  const loadSends = () =>
    createLoader<Message, string | null>({
      idOf: objectKeyOf,
      groupOf: ({ account }) => account,
      fetch: async (messages) => {
        const results = await ledger.findByObjects(messages[0].account, messages.map(objectKeyOf))
        return results.map((result) => (result === undefined ? null : recordOf(result).clientMessageId))
      },
    })
  return {
    clientMessageIdOf: async (message) => {
      if (message.clientMessageId !== null || message.direction === 'INCOMING') return message.clientMessageId
      try {
        sends ??= loadSends()
        return await sends.load(message)
      } catch (error) {
        if (error instanceof StateUnavailableError) return null // reading goes on without the store
        throw error
      }
    },
    changed,
    joined: (agent) => tell(agent.account, { type: 'agent', agent, readAt: startedAt, hint: 'seen' }),
    send: async (order) => {
      const { account, messages } = scope.upstream(order.account)
      const call = scope.call(account.name)
      const readAt = now()
      const message = await sender.send({
        ...order,
        kind: messageKind,
        origin: { account: account.name, provider: account.provider },
        callerKey: callerKeyOf(call),
        call,
        load: async ({ conversationId, id }, call) =>
          (await messages.getMany(conversationId, [id], call))[0] ?? null,
      })
      changed(message, 'created', readAt)
      return message
    },
    begin: async (order) => {
      const upstream = scope.upstream(order.account)
      const { name, provider } = upstream.account
      const origin = { account: name, provider }
      const { prepareConversation, findConversation, prepareFirstMessage } = upstream.can
      if (!prepareConversation || !findConversation) {
        throw new UnsupportedError(`${name} begins no conversations.`, origin, 'CREATE_CONVERSATION')
      }
      const call = scope.call(name)
      const readAt = now()
      const able = { ...upstream, can: { prepareConversation, findConversation, prepareFirstMessage } }
      const begun = await begin(sender, able, { ...order, origin, callerKey: callerKeyOf(call), call })
      tell(name, {
        type: 'conversation',
        conversation: begun.conversation,
        readAt,
        hint: 'seen', // it may be one that was there before
        since: readAt - skewMs,
      })
      if (begun.message) changed(begun.message, 'created', readAt)
      return begun
    },
    alone: (account, subject, work) => {
      const { provider } = scope.upstream(account).account
      const call = scope.call(account)
      return sender.alone({ origin: { account, provider }, subject, call, work: () => work(call) })
    },
    translate: async (message, language) => {
      const { account, can } = scope.upstream(message.account)
      const call = scope.call(account.name)
      const { translate } = can
      const translated = await translations.translate({
        origin: { account: account.name, provider: account.provider },
        message,
        language,
        callerKey: callerKeyOf(call),
        signal: call.signal,
        ...(translate && {
          upstreamTranslate: (tag, signal) => translate(message, tag, { ...call, signal }),
        }),
      })
      loaders().message.clear(message)
      if (translate) changed(translated.message, 'updated')
      return translated
    },
    canTranslate: (account) =>
      translations.hasTranslator || scope.upstream(account).can.translate !== undefined,
  }
}
