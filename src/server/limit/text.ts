/** What a document may be before it is parsed. The parser calls itself for each bracket, so brackets are counted here. */
import { Lexer, Source, TokenKind } from 'graphql'
import { tooComplex } from './refuse.ts'

/** Far more than any accepted depth needs, and far less than the stack holds. */
export const maxNesting = 200

const steps: { readonly [K in TokenKind]?: 1 | -1 } = {
  [TokenKind.BRACE_L]: 1,
  [TokenKind.BRACKET_L]: 1,
  [TokenKind.PAREN_L]: 1,
  [TokenKind.BRACE_R]: -1,
  [TokenKind.BRACKET_R]: -1,
  [TokenKind.PAREN_R]: -1,
}

/** Throws `QueryTooComplexError`. What is no GraphQL passes, up to where it breaks: the parser says it better. */
export const checkText = (text: string, maxTokens: number): void => {
  const kinds = tokenKinds(new Lexer(new Source(text)))
  let tokens = 0
  let nesting = 0
  for (const kind of kinds) {
    tokens += 1
    nesting += steps[kind] ?? 0
    if (tokens > maxTokens) throw tooComplex('tokens', maxTokens, null)
    if (nesting > maxNesting) throw tooComplex('nesting', maxNesting, null)
  }
}

function* tokenKinds(lexer: Lexer): Generator<TokenKind> {
  try {
    while (lexer.advance().kind !== TokenKind.EOF) yield lexer.token.kind
  } catch {
    // not a token
  }
}
