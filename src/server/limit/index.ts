/** One set of limits for every way in: POST, GET, SSE and WebSocket. */
import { type DocumentNode, type GraphQLSchema, getOperationAST, parse } from 'graphql'
import { createCostOf, type Variables } from './cost.ts'
import { tooComplex } from './refuse.ts'
import { checkShape, type ShapeLimits } from './shape.ts'
import { checkText } from './text.ts'
import { checkVariables } from './variables.ts'

export interface OperationLimits extends ShapeLimits {
  readonly maxTokens: number
  readonly maxCost: number
}

export interface Limiter {
  /** Throws `QueryTooComplexError` for what no schema and no variables could make better. */
  parse(text: string): DocumentNode
  /** What the operation costs. Throws `QueryTooComplexError` when that, or what its variables hold, is too much. */
  admit(operation: Operation): number
}

/** Of a document that is valid. */
export interface Operation {
  readonly document: DocumentNode
  readonly operationName?: string | null
  readonly variableValues?: Variables | null
}

export const createLimiter = (schema: GraphQLSchema, limits: OperationLimits): Limiter => {
  const costOf = createCostOf(schema)
  return {
    parse: (text) => {
      checkText(text, limits.maxTokens)
      const document = parse(text)
      checkShape(document, limits)
      return document
    },
    admit: ({ document, operationName, variableValues }) => {
      const variables = variableValues ?? {}
      checkVariables(variables, limits.maxListItems)
      const operation = getOperationAST(document, operationName)
      const cost = operation ? costOf(document, operation, variables) : 0
      if (cost > limits.maxCost) throw tooComplex('cost', limits.maxCost, cost)
      return cost
    },
  }
}
