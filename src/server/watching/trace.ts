/**
 * Where an operation stands in a trace (W3C Trace Context): a span of its own, and one for each request to an upstream.
 * It is OpenTelemetry's API alone: without an SDK in the process nothing is recorded, and what a caller's `traceparent`
 * says goes on to upstreams as it came. No span holds a URL, an id or anything that a caller or an upstream wrote but
 * the name of the operation.
 */
import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { FollowedRequest, UpstreamRequest } from '../../upstream/port.ts'
import type { HeaderReader } from '../access/callers.ts'

export interface OperationTrace {
  /** Begins the span of a request to an upstream. */
  follow(request: UpstreamRequest): FollowedRequest
  /** What others trace meanwhile belongs to this operation. */
  run<T>(work: () => T): T
  /** `name` is one of a few. */
  end(name: string, attributes: Attributes, codes: readonly string[]): void
}

/** What a request says of its trace: `traceparent` and `tracestate`, where it says anything. */
export type TraceHeaders = Readonly<Record<string, string>>

const noHeaders: TraceHeaders = {}

/** `given`: by the request that asked for it, or that opened its socket. */
export const beginTrace = (given: TraceHeaders = noHeaders): OperationTrace => new SpanTrace(given)

/** A class, because a subscription keeps its own as long as it lives. */
class SpanTrace implements OperationTrace {
  readonly #given: TraceHeaders
  readonly #span: Span
  readonly #here: Context

  constructor(given: TraceHeaders) {
    const around = context.active()
    const parent = trace.getSpan(around) ? around : propagation.extract(around, given)
    this.#given = given
    this.#span = startSpan('operation', SpanKind.SERVER, {}, parent)
    this.#here = trace.setSpan(parent, this.#span)
  }

  follow({ account, operation }: UpstreamRequest): FollowedRequest {
    const attributes = { 'parley.account': account, 'parley.endpoint': operation }
    const request = startSpan(operation, SpanKind.CLIENT, attributes, this.#here)
    return {
      headers: outgoing(trace.setSpan(this.#here, request), this.#given),
      end: ({ outcome, status }) => {
        if (status !== null) request.setAttribute('http.response.status_code', status)
        endSpan(request, outcome === 'OK' ? [] : [outcome])
      },
    }
  }

  run<T>(work: () => T): T {
    return context.with(this.#here, work)
  }

  end(name: string, attributes: Attributes, codes: readonly string[]): void {
    this.#span.updateName(name)
    this.#span.setAttributes(attributes)
    endSpan(this.#span, codes)
  }
}

const startSpan = (name: string, kind: SpanKind, attributes: Attributes, parent: Context): Span =>
  trace.getTracer('parley').startSpan(name, { kind, attributes }, parent)

const endSpan = (span: Span, codes: readonly string[]): void => {
  const [code] = codes
  if (code !== undefined) {
    span.setAttribute('error.type', code)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}

/** Whatever else a propagator would send along is not for upstreams. */
const outgoing = (here: Context, given: TraceHeaders): TraceHeaders => {
  const carrier: Record<string, string> = {}
  propagation.inject(here, carrier)
  const { traceparent, tracestate } = carrier
  return traceparent === undefined ? given : { traceparent, ...(tracestate && { tracestate }) }
}

/** As far as they are what they should be: nobody's text goes on to upstreams as it came. */
export const traceHeadersOf = (header: HeaderReader): TraceHeaders => {
  const traceparent = header('traceparent')
  if (traceparent === undefined || !isTraceparent(traceparent)) return noHeaders
  const tracestate = header('tracestate')
  return { traceparent, ...(tracestate && isTracestate(tracestate) && { tracestate }) }
}

const isTraceparent = (text: string): boolean =>
  /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/.test(text)

const isTracestate = (text: string): boolean =>
  /^(?=.{1,512}$)[a-z\d][\w@*/-]*=[\x21-\x2b\x2d-\x3c\x3e-\x7e ]+(?:, ?[a-z\d][\w@*/-]*=[\x21-\x2b\x2d-\x3c\x3e-\x7e ]+)*$/.test(
    text,
  )
