/** How much one operation, and one caller, may ask for. */
import { z } from 'zod'
import { number, setting } from './setting.ts'
import { wholeNumber } from './value.ts'

const limit = <N extends string>(name: N, description: string, preset: number, least: number, most: number) =>
  setting({
    name,
    description,
    expected: `a whole number from ${least} to ${most}`,
    example: String(preset),
    schema: wholeNumber(least, most),
    read: number,
    default: preset,
  })

const isSwitch = z.boolean('is neither true nor false')
const toSwitch = (text: string): unknown => (/^(true|false)$/.test(text) ? text === 'true' : text)

export const limitSettings = {
  maxBodyBytes: limit('PARLEY_MAX_BODY_BYTES', 'Bytes of a GraphQL request.', 1_048_576, 1_024, 16_777_216),
  maxTokens: limit('PARLEY_MAX_TOKENS', 'Words and signs of a GraphQL document.', 2_000, 10, 10_000),
  maxDepth: limit('PARLEY_MAX_DEPTH', 'Fields inside of fields of an operation.', 12, 1, 50),
  maxAliases: limit('PARLEY_MAX_ALIASES', 'Aliases of an operation.', 30, 0, 10_000),
  maxDirectives: limit('PARLEY_MAX_DIRECTIVES', 'Directives of an operation.', 9, 0, 10_000),
  maxRootFields: limit('PARLEY_MAX_ROOT_FIELDS', 'Fields at the root of an operation.', 20, 1, 10_000),
  maxListItems: limit(
    'PARLEY_MAX_LIST_ITEMS',
    'Entries of any list in arguments and variables.',
    100,
    1,
    10_000,
  ),
  maxCost: limit(
    'PARLEY_MAX_COST',
    'Cost of an operation: about the objects that it can answer with, pages in full; a mutation is 10 more.',
    5_000,
    1,
    1_000_000,
  ),
  maxUpstreamCalls: limit(
    'PARLEY_MAX_UPSTREAM_CALLS',
    'Upstream calls of an operation; what needs more of them fails, the rest is answered.',
    120,
    1,
    10_000,
  ),
  maxSeconds: limit('PARLEY_MAX_SECONDS', 'Seconds that an operation may take.', 10, 1, 300),
  costPerMinute: {
    ...limit(
      'PARLEY_COST_PER_MINUTE',
      'Cost of all operations of one caller in a minute.',
      1_000_000_000,
      1,
      1_000_000_000,
    ),
    example: '60000',
    productionDefault: 60_000,
  },
  refusalsPerMinute: limit(
    'PARLEY_REFUSALS_PER_MINUTE',
    'Refused credentials of one address in a minute, before its callers who were never taken are held off.',
    100,
    1,
    1_000_000,
  ),
  persistedOperations: setting({
    name: 'PARLEY_PERSISTED_OPERATIONS',
    description: 'A JSON file of operations that clients may name by their SHA-256 instead of sending them.',
    expected:
      'the path of a file such as { "<sha256>": "query …" }, as relay-compiler writes it, or of an Apollo manifest',
    example: './operations.json',
    schema: z.string('is not text').min(1, 'is empty').optional(),
  }),
  persistedOnly: setting({
    name: 'PARLEY_PERSISTED_ONLY',
    description: 'Whether other operations are refused.',
    expected: 'true or false',
    example: 'true',
    schema: isSwitch,
    read: toSwitch,
    default: false,
  }),
  hasGraphiQL: setting({
    name: 'PARLEY_GRAPHIQL',
    description: 'Whether a browser that opens /graphql gets GraphiQL, which needs PARLEY_INTROSPECTION.',
    expected: 'true or false',
    example: 'true',
    schema: isSwitch,
    read: toSwitch,
    default: true,
    productionDefault: false,
  }),
  hasIntrospection: setting({
    name: 'PARLEY_INTROSPECTION',
    description:
      'Whether the schema can be asked for, is at /schema.graphql, and errors suggest names of it.',
    expected: 'true or false',
    example: 'true',
    schema: isSwitch,
    read: toSwitch,
    default: true,
    productionDefault: false,
  }),
}
