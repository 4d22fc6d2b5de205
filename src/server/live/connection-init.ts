/** What a WebSocket client says of itself in `connection_init`. */
import { InvalidInputError } from '../../domain/errors.ts'
import type { Caller } from '../access/caller.ts'
import type { Callers } from '../access/callers.ts'

export interface ConnectionStart {
  readonly caller: Caller
  /** By operation id: the cursor of the last event that the client processed. Undefined where it is new here. */
  readonly resume: Map<string, string> | undefined
}

/**
 * Names are those of the headers, in any case, and `upstreamAuthorization`. `host` is that of the request which opened
 * the connection. Throws as `Callers` does.
 */
export const readConnectionInit = async (
  params: Readonly<Record<string, unknown>>,
  host: string | undefined,
  { callerOf }: Callers,
): Promise<ConnectionStart> => {
  const { resume, upstreamAuthorization, ...rest } = params
  const headers = new Map(
    Object.entries(rest).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  )
  const perAccount =
    upstreamAuthorization == null ? undefined : textsOf(upstreamAuthorization, 'upstreamAuthorization')
  return {
    caller: await callerOf((name) => headers.get(name), host, perAccount),
    resume: resume == null ? undefined : textsOf(resume, 'resume'),
  }
}

const textsOf = (value: unknown, name: string): Map<string, string> => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : null
  if (!entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw new InvalidInputError(`\`${name}\` is an object of texts.`, [name])
  }
  return new Map(entries)
}
