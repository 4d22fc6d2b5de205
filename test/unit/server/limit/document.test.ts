import fc from 'fast-check'
import { GraphQLError, Kind, parse, visit } from 'graphql'
import { describe, expect, test } from 'vitest'
import { QueryTooComplexError } from '../../../../src/domain/errors.ts'
import { schema } from '../../../../src/schema/index.ts'
import { createLimiter, type OperationLimits } from '../../../../src/server/limit/index.ts'
import { checkText } from '../../../../src/server/limit/text.ts'
import { checkVariables } from '../../../../src/server/limit/variables.ts'
import { limitDefaults } from '../../../support/limit-defaults.ts'

const unlimited = {
  maxTokens: Infinity,
  maxDepth: Infinity,
  maxAliases: Infinity,
  maxDirectives: Infinity,
  maxRootFields: Infinity,
  maxListItems: Infinity,
  maxCost: Infinity,
}

/** What a document is refused for when only this is limited. */
const refusal = (text: string, limits: Partial<OperationLimits>) => {
  try {
    createLimiter(schema, { ...unlimited, ...limits }).parse(text)
    return null
  } catch (error) {
    if (error instanceof QueryTooComplexError)
      return { limit: error.limit, max: error.max, actual: error.actual }
    throw error
  }
}

describe('a document', () => {
  test('of any text is accepted, refused or no GraphQL, and never breaks the parser', () => {
    const limiter = createLimiter(schema, limitDefaults)
    const signs = [
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      'a',
      ':',
      '"',
      '"""',
      '$',
      '@',
      '...',
      '#',
      '1',
      ' ',
      '\n',
      '\u0000',
      '😀',
    ]
    const part = fc.tuple(fc.constantFrom(...signs), fc.integer({ min: 1, max: 5_000 }))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.map(([sign, count]) => sign.repeat(count)).join('')
        try {
          limiter.parse(text)
        } catch (error) {
          expect(error instanceof QueryTooComplexError || error instanceof GraphQLError).toBe(true)
        }
      }),
    )
  })

  test('has as many tokens as its parser counts, without comments and commas', () => {
    const text = '# one, two\n{ a(b: "c # d"), e }'
    expect(() => checkText(text, 8)).toThrow(QueryTooComplexError)
    expect(() => checkText(text, 9)).not.toThrow()
    expect(() => parse(text, { maxTokens: 9 })).not.toThrow()
    expect(() => parse(text, { maxTokens: 8 })).toThrow(GraphQLError)
  })

  test('has what its fragments have, as often as they are used', () => {
    const fields = fc.letrec<{ set: string }>((tie) => ({
      set: fc
        .array(
          fc.oneof(
            { maxDepth: 4 },
            fc.constantFrom('a', 'x: a', 'a @b', 'x: a @b @c', '... @b { a }'),
            fc.constantFrom('...One', '...Two @b'),
            tie('set').map((set) => `y: a ${set}`),
            tie('set').map((set) => `... { a ${set} }`),
          ),
          { minLength: 1, maxLength: 4 },
        )
        .map((selections) => `{ ${selections.join(' ')} }`),
    }))
    const plain = fields.set.filter((set) => !set.includes('...One') && !set.includes('...Two'))
    const onlyTwo = fields.set.filter((set) => !set.includes('...One'))
    fc.assert(
      fc.property(fields.set, onlyTwo, plain, (operation, one, two) => {
        const text = `query ${operation} fragment One on A ${one} fragment Two on A ${two}`
        const inlined = operation
          .replaceAll(/\.\.\.One( @b)?/g, (_, on = '') => `...${on} ${one}`)
          .replaceAll(/\.\.\.Two( @b)?/g, (_, on = '') => `...${on} ${two}`)
        const counted = count(inlined)
        for (const [name, limit] of [
          ['aliases', 'maxAliases'],
          ['directives', 'maxDirectives'],
          ['depth', 'maxDepth'],
        ] as const) {
          const max = counted[name] - 1
          expect(refusal(inlined, { [limit]: max })).toEqual({ limit: name, max, actual: counted[name] })
          // a fragment that is used less often than once is a fragment all the same
          expect(refusal(text, { [limit]: max })?.limit).toBe(name)
          expect(refusal(inlined, { [limit]: counted[name] })).toBeNull()
        }
      }),
    )
  })

  test.each<[string, Partial<OperationLimits>, string, number]>([
    ['{ a { b { c } } }', { maxDepth: 2 }, 'depth', 3],
    ['{ __schema { a { b { c } } } d { e { f } } }', { maxDepth: 2 }, 'depth', 3],
    ['{ a a a }', { maxRootFields: 2 }, 'rootFields', 3],
    ['{ ...f ... { a } } fragment f on A { b c }', { maxRootFields: 2 }, 'rootFields', 3],
    ['query ($a: A @b) @c { a @d }', { maxDirectives: 2 }, 'directives', 3],
    ['{ a } fragment unused on A { a: b b: c }', { maxAliases: 1 }, 'aliases', 2],
    ['{ a(b: [1, [1, 2, 3]]) }', { maxListItems: 2 }, 'listItems', 3],
    ['{ a @b(c: { d: { e: [1, 2, 3] } }) }', { maxListItems: 2 }, 'listItems', 3],
    ['query ($a: [A] = [1, 2, 3]) { a }', { maxListItems: 2 }, 'listItems', 3],
  ])('%s with %j is refused', (text, limits, limit, actual) => {
    expect(refusal(text, limits)).toMatchObject({ limit, actual })
  })

  test('that introspects may be deeper, up to a limit of its own', () => {
    const introspecting = (levels: number) => `{ __schema ${'{ a '.repeat(levels)}${'}'.repeat(levels)} }`
    expect(refusal(introspecting(20), { maxDepth: 1 })).toBeNull()
    expect(refusal(introspecting(21), { maxDepth: 1 })).toEqual({ limit: 'depth', max: 20, actual: 21 })
  })
})

const count = (text: string) => {
  const found = { aliases: 0, directives: 0, depth: 0 }
  let depth = 0
  visit(parse(text), {
    [Kind.FIELD]: {
      enter: ({ alias }) => {
        depth += 1
        found.depth = Math.max(found.depth, depth)
        if (alias) found.aliases += 1
      },
      leave: () => {
        depth -= 1
      },
    },
    [Kind.DIRECTIVE]: () => {
      found.directives += 1
    },
  })
  return found
}

describe('variables', () => {
  test('are refused for a list that is too long, wherever it is', () => {
    const tooLong = fc.array(fc.integer(), { minLength: 4, maxLength: 9 })
    const wrap = fc.array(fc.constantFrom('object', 'list'), { maxLength: 50 })
    fc.assert(
      fc.property(tooLong, wrap, (list, wraps) => {
        const within = wraps.reduce<unknown>(
          (inner, kind) => (kind === 'list' ? [inner] : { a: inner, b: 1 }),
          list,
        )
        expect(() => checkVariables({ within }, 3)).toThrow(QueryTooComplexError)
        expect(() => checkVariables({ within }, 9)).not.toThrow()
      }),
    )
  })

  test('200,000 deep are refused without being walked to the end', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    expect(() => checkVariables({ deep }, 100)).toThrow(QueryTooComplexError)
  })
})
