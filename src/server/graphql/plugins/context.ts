import type { ExecutionArgs } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { ServerContext } from '../../operation/context.ts'

/**
 * Has operations run in the context that was opened for them: of it Yoga copies the own fields into one of its own, and
 * leaves behind what is only made when something asks for it. `opened` knows it by the request; those that do not come
 * over HTTP run in theirs already.
 */
export const runInOpened = (opened: (request: Request) => ServerContext | undefined): Plugin => {
  const within = <T extends ExecutionArgs>(args: T): T => {
    const { request } = args.contextValue as { readonly request?: Request }
    return { ...args, contextValue: (request && opened(request)) ?? args.contextValue }
  }
  return {
    onExecute: ({ executeFn, setExecuteFn }) => setExecuteFn((args) => executeFn(within(args))),
    onSubscribe: ({ subscribeFn, setSubscribeFn }) => setSubscribeFn((args) => subscribeFn(within(args))),
  }
}
