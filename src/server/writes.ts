/** What an operation may do beyond reading, on behalf of one caller. */
import type { Loaders } from '../loaders/index.ts'
import type { Scope } from '../loaders/scope.ts'
import type { Context } from '../schema/context.ts'
import { callerKeyOf } from '../sending/key.ts'
import type { Sender } from '../sending/send-once.ts'
import type { Translations } from '../translate/translations.ts'

export interface WriteDeps {
  readonly sender: Sender
  readonly translations: Translations
}

type Writes = Pick<Context, 'send' | 'translate' | 'canTranslate'>

export const createWrites = (
  scope: Scope,
  loaders: Loaders,
  { sender, translations }: WriteDeps,
): Writes => ({
  send: (order) => {
    const { account, messages } = scope.upstream(order.account)
    const call = scope.call(account.name)
    return sender.send({
      ...order,
      origin: { account: account.name, provider: account.provider },
      callerKey: callerKeyOf(call),
      call,
      load: async ({ conversationId, id }, call) =>
        (await messages.getMany(conversationId, [id], call))[0] ?? null,
    })
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
    loaders.message.clear(message)
    return translated
  },
  canTranslate: (account) =>
    translations.hasTranslator || scope.upstream(account).can.translate !== undefined,
})
