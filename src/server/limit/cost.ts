/**
 * What an operation costs: about the number of objects that it can be answered with. A page counts as full, each
 * alternative of a union as well, and what is left out by `@skip` too.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { maxPageSize } from '../../schema/connection.ts'
import type { FieldCost } from '../../schema/cost.ts'

/** Of a list that does not say how many it may hold. */
const listSize = 10
const mutationPoints = 10
/** Of `__schema` and `__type`, with everything in them. */
const introspectionPoints = 100
/** Costs that are kept for one operation, by the page sizes in its variables. */
const maxKept = 100

export type Variables = Readonly<Record<string, unknown>>
export type CostOf = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => number

interface Plan {
  /** Those that say sizes. */
  readonly names: ReadonlySet<string>
  readonly costs: Map<string, number>
}

/** An operation that comes again is only looked up. */
export const createCostOf = (schema: GraphQLSchema): CostOf => {
  const plans = new WeakMap<OperationDefinitionNode, Plan>()
  return (document, operation, variables) => {
    const plan = plans.get(operation)
    const known = plan?.costs.get(keyOf(plan.names, variables))
    if (known !== undefined) return known
    const names = new Set<string>()
    const cost = priceOf(schema, document, operation, (name) => {
      names.add(name)
      return sizeOf(variables[name])
    })
    const costs = plan && plan.costs.size < maxKept ? plan.costs : new Map<string, number>()
    plans.set(operation, { names, costs: costs.set(keyOf(names, variables), cost) })
    return cost
  }
}

const keyOf = (names: ReadonlySet<string>, variables: Variables): string =>
  [...names].map((name) => sizeOf(variables[name])).join()

/** Undefined where it is not given. Larger pages than the largest are refused when they are asked for. */
const sizeOf = (value: unknown): number | undefined => {
  if (value == null) return undefined
  if (Array.isArray(value)) return value.length
  return typeof value === 'number' ? Math.min(Math.max(value, 0), maxPageSize) : 1
}

type SizeOfVariable = (name: string) => number | undefined

const priceOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sizeOfVariable: SizeOfVariable,
): number => {
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )
  const presets = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  )
  const known = new Map<string, number>()
  const literalSize = (value: ValueNode | undefined): number | undefined => {
    switch (value?.kind) {
      case Kind.INT:
        return sizeOf(Number(value.value))
      case Kind.LIST:
        return value.values.length
      case Kind.VARIABLE:
        return sizeOfVariable(value.name.value) ?? literalSize(presets.get(value.name.value))
      default:
        return value === undefined || value.kind === Kind.NULL ? undefined : 1
    }
  }
  const pageOf = (size: FieldCost['size'], { arguments: args = [] }: FieldNode): number => {
    for (const name of size?.by ?? []) {
      const given = literalSize(args.find((arg) => arg.name.value === name)?.value)
      if (given !== undefined) return given
    }
    return size?.preset ?? 1
  }

  const ofField = (node: FieldNode, type: GraphQLCompositeType, page: number): number => {
    const name = node.name.value
    if (name === '__schema' || name === '__type') return introspectionPoints
    const field = isUnionType(type) ? undefined : type.getFields()[name]
    if (!field) return 0 // __typename
    const inner = getNamedType(field.type)
    const cost = (field.extensions.cost ?? {}) as FieldCost
    const size = pageOf(cost.size, node)
    const isMutation = type === schema.getMutationType()
    const points = cost.points ?? (isMutation ? mutationPoints : isLeafType(inner) ? 0 : 1)
    const children = isCompositeType(inner) ? ofSet(node.selectionSet, inner, size) : 0
    return times(field, cost, size, page) * (points + children)
  }
  const ofFragment = (name: string, page: number): number => {
    const fragment = fragments.get(name)
    const type = fragment && schema.getType(fragment.typeCondition.name.value)
    if (!isCompositeType(type)) return 0
    const key = `${name} ${page}`
    const cost = known.get(key) ?? ofSet(fragment?.selectionSet, type, page)
    known.set(key, cost)
    return cost
  }
  const ofSet = (set: SelectionSetNode | undefined, type: GraphQLCompositeType, page: number): number => {
    let sum = 0
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) sum += ofField(selection, type, page)
      else if (selection.kind === Kind.FRAGMENT_SPREAD) sum += ofFragment(selection.name.value, page)
      else {
        const on = selection.typeCondition && schema.getType(selection.typeCondition.name.value)
        sum += ofSet(selection.selectionSet, isCompositeType(on) ? on : type, page)
      }
    }
    return sum
  }

  const root = schema.getRootType(operation.operation)
  return root ? Math.max(1, ofSet(operation.selectionSet, root, 1)) : 0
}

/** How often what is in the field is there. */
const times = (
  { type }: GraphQLField<unknown, unknown>,
  { isPage, size: named }: FieldCost,
  size: number,
  page: number,
): number => {
  if (isPage) return page
  const isList = isListType(isNonNullType(type) ? type.ofType : type)
  if (!isList) return 1
  return named ? size : listSize
}
