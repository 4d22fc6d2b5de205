/** What a document looks like without its schema. Fragments count where they are used, each time. */
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { ComplexityLimit } from '../../domain/errors.ts'
import { tooComplex } from './refuse.ts'

export interface ShapeLimits {
  readonly maxDepth: number
  readonly maxAliases: number
  readonly maxDirectives: number
  readonly maxRootFields: number
  readonly maxListItems: number
}

interface Shape {
  /** Fields side by side. */
  readonly fields: number
  readonly depth: number
  /** Of what is below `__schema` and `__type`. */
  readonly introspectionDepth: number
  readonly aliases: number
  readonly directives: number
  /** Entries of the longest list. */
  readonly items: number
}

/** What tools send: `ofType` nine times over, and lists whose own lists graphql's rules bound. */
const maxIntrospectionDepth = 20

/**
 * Throws `QueryTooComplexError`, and what validation says of fragments in a circle: others of its rules follow such a
 * circle until no stack is left.
 */
export const checkShape = (document: DocumentNode, limits: ShapeLimits): void => {
  const shapeOf = measure(document)
  for (const definition of document.definitions) {
    const shape = shapeOf(definition)
    refuseAbove('aliases', limits.maxAliases, shape.aliases)
    refuseAbove('directives', limits.maxDirectives, shape.directives)
    refuseAbove('listItems', limits.maxListItems, shape.items)
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    refuseAbove('rootFields', limits.maxRootFields, shape.fields)
    refuseAbove('depth', limits.maxDepth, shape.depth)
    refuseAbove('depth', maxIntrospectionDepth, shape.introspectionDepth)
  }
}

const refuseAbove = (limit: ComplexityLimit, max: number, actual: number): void => {
  if (actual > max) throw tooComplex(limit, max, actual)
}

const measure = (document: DocumentNode): ((definition: DefinitionNode) => Shape) => {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const known = new Map<string, Shape | null>() // null: being measured

  const ofFragment = (name: string): Shape => {
    const fragment = fragments.get(name)
    if (!fragment) return nothing
    const shape = known.get(name)
    if (shape) return shape
    if (shape === null) throw inCircle(fragment)
    known.set(name, null)
    const measured = beside([ofSet(fragment.selectionSet), own(fragment)])
    known.set(name, measured)
    return measured
  }
  const ofField = (field: FieldNode): Shape => {
    const inner = ofSet(field.selectionSet)
    const isIntrospection = /^__(schema|type)$/.test(field.name.value)
    return {
      ...beside([inner, own(field)]),
      fields: 1,
      depth: 1 + (isIntrospection ? 0 : inner.depth),
      introspectionDepth: isIntrospection ? inner.depth : inner.introspectionDepth,
    }
  }
  const ofSelection = (selection: SelectionNode): Shape => {
    switch (selection.kind) {
      case Kind.FIELD:
        return ofField(selection)
      case Kind.INLINE_FRAGMENT:
        return beside([ofSet(selection.selectionSet), own(selection)])
      case Kind.FRAGMENT_SPREAD:
        return beside([ofFragment(selection.name.value), own(selection)])
    }
  }
  const ofSet = (set: SelectionSetNode | undefined): Shape => beside(set?.selections.map(ofSelection) ?? [])

  return (definition) => {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) return ofFragment(definition.name.value)
    if (definition.kind !== Kind.OPERATION_DEFINITION) return nothing
    const variables = definition.variableDefinitions ?? []
    const items = variables.map(({ defaultValue }) => longestList(defaultValue))
    const ofVariables = { ...nothing, items: Math.max(0, ...items) }
    return beside([ofSet(definition.selectionSet), own(definition), ...variables.map(own), ofVariables])
  }
}

const inCircle = (fragment: FragmentDefinitionNode): GraphQLError =>
  new GraphQLError(`Cannot spread fragment "${fragment.name.value}" within itself.`, {
    nodes: fragment,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })

const nothing: Shape = { fields: 0, depth: 0, introspectionDepth: 0, aliases: 0, directives: 0, items: 0 }

const beside = (shapes: readonly Shape[]): Shape =>
  shapes.reduce(
    (one, two) => ({
      fields: one.fields + two.fields,
      depth: Math.max(one.depth, two.depth),
      introspectionDepth: Math.max(one.introspectionDepth, two.introspectionDepth),
      aliases: one.aliases + two.aliases,
      directives: one.directives + two.directives,
      items: Math.max(one.items, two.items),
    }),
    nothing,
  )

interface Annotated {
  readonly alias?: unknown
  readonly directives?: FieldNode['directives']
  readonly arguments?: readonly { readonly value: ValueNode }[]
}

/** Of the node itself, without what is in it. */
const own = ({ alias, directives = [], arguments: args = [] }: Annotated): Shape => {
  const values = [args, ...directives.map((directive) => directive.arguments ?? [])].flat()
  return {
    ...nothing,
    aliases: alias ? 1 : 0,
    directives: directives.length,
    items: Math.max(0, ...values.map(({ value }) => longestList(value))),
  }
}

const longestList = (value: ValueNode | undefined): number => {
  switch (value?.kind) {
    case Kind.LIST:
      return Math.max(value.values.length, ...value.values.map(longestList))
    case Kind.OBJECT:
      return Math.max(0, ...value.fields.map((field) => longestList(field.value)))
    default:
      return 0
  }
}
