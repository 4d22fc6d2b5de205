/**
 * Trouble on request. A fault waits for a request that fits, spoils its answer, and is used up after `times`
 * answers. It stands in front of both dialects, so a provider's own rules are not bent by it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import { z } from 'zod'

const milliseconds = z.number().int().min(0).max(600_000)

const effect = z.discriminatedUnion('type', [
  /** Answers this instead. A body that is not text is sent as JSON. */
  z.object({
    type: z.literal('respond'),
    status: z.number().int().min(200).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
  }),
  /** An HTML page, as a proxy would send. */
  z.object({ type: z.literal('html'), status: z.number().int().min(200).max(599).default(502) }),
  /** The right answer, cut off in the middle of its JSON, in a well-formed response. */
  z.object({ type: z.literal('truncate') }),
  /** Closes the socket: before the request is served, after it was served, or in the middle of the answer. */
  z.object({ type: z.literal('cut'), when: z.enum(['before', 'after', 'during']).default('before') }),
  /** The right answer, `bytes` at a time with `interval` milliseconds in between. */
  z.object({
    type: z.literal('drip'),
    bytes: z.number().int().min(1).default(16),
    interval: milliseconds.default(50),
  }),
  /** A JSON array of that many bytes. */
  z.object({
    type: z.literal('huge'),
    bytes: z
      .number()
      .int()
      .min(2)
      .default(32 * 1024 * 1024),
  }),
  z.object({
    type: z.literal('redirect'),
    location: z.string(),
    status: z.number().int().min(300).max(399).default(302),
  }),
])

export const faultSchema = z.strictObject({
  match: z
    .strictObject({
      /** Prefix of the path. */
      path: z.string().optional(),
      /** Source of a regular expression the path must fit. */
      pattern: z
        .string()
        .refine((source) => isPattern(source), 'not a regular expression')
        .optional(),
      method: z
        .string()
        .transform((method) => method.toUpperCase())
        .optional(),
      /** Chatwoot account id, as in `/api/v1/accounts/1`. */
      account: z.coerce.string().optional(),
    })
    .default({}),
  /** How many answers it spoils; null: all until it is cleared. Default 1. */
  times: z.number().int().min(1).nullable().default(1),
  /** Milliseconds before anything else happens. */
  latency: milliseconds.default(0),
  /** Absent: only the latency. */
  effect: effect.optional(),
})

export type Fault = z.infer<typeof faultSchema>
export type FaultInput = z.input<typeof faultSchema>

export interface Faults {
  /** Throws a `ZodError` for a fault that cannot be read. */
  add(fault: FaultInput): void
  clear(): void
  /** Those still waiting, oldest first. */
  list(): readonly Fault[]
}

export interface FaultStand extends Faults {
  readonly middleware: MiddlewareHandler<{ Bindings: HttpBindings }>
}

/** `signal` ends every wait that is under way. */
export const createFaults = (signal: AbortSignal): FaultStand => {
  let waiting: { fault: Fault; left: number }[] = []

  const take = (method: string, path: string): Fault | undefined => {
    const found = waiting.find(({ fault }) => fits(fault.match, method, path))
    if (found && --found.left === 0) waiting = waiting.filter((each) => each !== found)
    return found?.fault
  }

  return {
    add: (input) => {
      const fault = faultSchema.parse(input)
      waiting.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    clear: () => {
      waiting = []
    },
    list: () => waiting.map(({ fault }) => fault),
    middleware: async (c, next) => {
      const fault = take(c.req.method, c.req.path)
      if (!fault) return next()
      if (fault.latency > 0) await wait(fault.latency, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return c.body(null, 503)
      return fault.effect ? spoil(fault.effect, c, next, signal) : next()
    },
  }
}

const isPattern = (source: string): boolean => {
  try {
    return new RegExp(source) instanceof RegExp
  } catch {
    return false
  }
}

const fits = (match: Fault['match'], method: string, path: string): boolean =>
  (match.method === undefined || match.method === method) &&
  (match.path === undefined || path.startsWith(match.path)) &&
  (match.pattern === undefined || new RegExp(match.pattern).test(path)) &&
  (match.account === undefined || `${path}/`.includes(`/accounts/${match.account}/`))

type FaultContext = Context<{ Bindings: HttpBindings }>

const spoil = async (
  effect: NonNullable<Fault['effect']>,
  c: FaultContext,
  next: () => Promise<void>,
  signal: AbortSignal,
): Promise<Response | undefined> => {
  switch (effect.type) {
    case 'respond':
      return new Response(bodyText(effect.body), {
        status: effect.status,
        headers: {
          ...(isJson(effect.body) ? { 'content-type': 'application/json' } : {}),
          ...effect.headers,
        },
      })
    case 'html':
      return new Response('<!DOCTYPE html><html><body><h1>Something is down</h1></body></html>', {
        status: effect.status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    case 'redirect':
      return new Response(null, { status: effect.status, headers: { location: effect.location } })
    case 'huge':
      return new Response(hugeArray(effect.bytes), { headers: { 'content-type': 'application/json' } })
    case 'cut':
      return cut(effect.when, c, next)
    case 'truncate':
    case 'drip': {
      await next()
      const bytes = new Uint8Array(await c.res.arrayBuffer())
      const headers = new Headers(c.res.headers)
      headers.delete('content-length')
      const body =
        effect.type === 'drip'
          ? drip(bytes, effect.bytes, effect.interval, signal)
          : bytes.slice(0, Math.ceil(bytes.length / 2))
      c.res = new Response(body, { status: c.res.status, headers })
      return undefined
    }
  }
}

const isJson = (body: unknown): boolean => body !== undefined && typeof body !== 'string'

const bodyText = (body: unknown): string | null =>
  body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)

const cut = async (when: 'before' | 'after' | 'during', c: FaultContext, next: () => Promise<void>) => {
  const { outgoing } = c.env
  if (when !== 'before') await next()
  if (when === 'during') {
    const bytes = new Uint8Array(await c.res.arrayBuffer())
    outgoing.writeHead(c.res.status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
    })
    await new Promise<void>((sent) => outgoing.write(bytes.slice(0, bytes.length >> 1), () => sent()))
  }
  outgoing.destroy()
  c.res = undefined // else the headers of the right answer would be carried over
  c.res = RESPONSE_ALREADY_SENT
  return undefined
}

const drip = (bytes: Uint8Array, size: number, interval: number, signal: AbortSignal) => {
  let sent = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent > 0) await wait(interval, undefined, { signal }).catch(() => undefined)
      if (sent >= bytes.length || signal.aborted) return controller.close()
      controller.enqueue(bytes.slice(sent, sent + size))
      sent += size
    },
  })
}

const hugeArray = (size: number) => {
  const chunk = new Uint8Array(64 * 1024).fill(0x20)
  let left = size
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = chunk.slice(0, Math.min(left, chunk.length))
      if (left === size) part[0] = 0x5b // [
      left -= part.length
      if (left === 0) part[part.length - 1] = 0x5d // ]
      controller.enqueue(part)
      if (left === 0) controller.close()
    },
  })
}
