/** Relay connections: the shape, the arguments, and the only paging arithmetic in GraphQL. */
import type { ArgBuilder, ObjectRef } from '@pothos/core'
import { InvalidInputError } from '../domain/errors.ts'
import { builder, type SchemaTypes } from './builder.ts'
import { costing } from './cost.ts'

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>

export const defaultPageSize = 20
export const maxPageSize = 100

export interface PageInfo {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly startCursor: string | null
  readonly endCursor: string | null
}

export interface Edge<T> {
  readonly cursor: string
  readonly node: T
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[]
  readonly pageInfo: PageInfo
  /** Asked only when selected. */
  readonly totalCount: () => number | null | Promise<number | null>
}

const PageInfoRef = builder.objectRef<PageInfo>('PageInfo').implement({
  description: 'Where a page stands in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description: 'Whether the list goes on after `endCursor`.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether the list goes on before `startCursor`.',
    }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: 'Cursor of the first edge: pass it as `before`. Null on an empty page.',
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'Cursor of the last edge: pass it as `after`. Null on an empty page.',
    }),
  }),
})

/** The connection and edge types of one node type. `noun` is what a description calls the nodes, e.g. `messages`. */
export const connectionRef = <T, C extends Connection<T> = Connection<T>>(
  node: ObjectRef<Types, T>,
  noun: string,
) => {
  const edge = builder.objectRef<Edge<T>>(`${node.name}Edge`).implement({
    description: `One of the ${noun} of a page, and its place in the list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'This place in the list, for `after` and `before`. Opaque.',
      }),
      node: t.field({ type: node, description: 'The object itself.', resolve: ({ node }) => node as never }),
    }),
  })
  return builder.objectRef<C>(`${node.name}Connection`).implement({
    description: `A page of ${noun}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The page, each with its cursor.',
        extensions: costing({ isPage: true }),
        resolve: (parent) => [...parent.edges],
      }),
      nodes: t.field({
        type: [node],
        description: 'The page without cursors.',
        extensions: costing({ isPage: true }),
        resolve: (parent) => parent.edges.map((each) => each.node),
      }),
      pageInfo: t.field({
        type: PageInfoRef,
        description: 'Whether there is more, and where.',
        resolve: (parent) => parent.pageInfo,
      }),
      totalCount: t.int({
        nullable: true,
        description:
          'Size of the whole list, not of the page. Null when an upstream involved does not count. May cost one more REST call.',
        resolve: (parent) => parent.totalCount(),
      }),
    }),
  })
}

export const pageArgs = (arg: ArgBuilder<Types>) => ({
  first: arg.int({
    required: false,
    description: `The first so many of the list, or of what comes after \`after\`: 1 to ${maxPageSize}, default ${defaultPageSize}. Not together with \`last\`.`,
  }),
  after: arg.string({ required: false, description: 'A cursor of this list: only what comes after it.' }),
  last: arg.int({
    required: false,
    description: `The last so many of the list, or of what comes before \`before\`: 1 to ${maxPageSize}.`,
  }),
  before: arg.string({ required: false, description: 'A cursor of this list: only what comes before it.' }),
})

/** For the `extensions` of a field that has `pageArgs`. */
export const pageCost = costing({ size: { by: ['first', 'last'], preset: defaultPageSize } })

export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

/**
 * How much to take and from which end; `end` is where a list opens when the arguments do not say. Throws
 * `InvalidInputError` when they do not go together.
 */
export const pageSize = (
  { first, last, after, before }: PageArguments,
  end: 'first' | 'last',
): { take: 'first' | 'last'; limit: number } => {
  if (first != null && last != null) {
    throw new InvalidInputError('`first` and `last` cannot be used together.', ['last'])
  }
  const open = (after == null) === (before == null) ? end : after == null ? 'last' : 'first'
  const take = first != null ? 'first' : last != null ? 'last' : open
  const limit = first ?? last ?? defaultPageSize
  if (limit < 1 || limit > maxPageSize) {
    throw new InvalidInputError(`\`${take}\` must be from 1 to ${maxPageSize}.`, [take])
  }
  return { take, limit }
}

/** Edges with cursors, and the page info that follows from them. */
export const toConnection = <I, T>(
  page: { readonly items: readonly I[]; readonly hasNext: boolean; readonly hasPrevious: boolean },
  edgeOf: (item: I) => Edge<T>,
  totalCount: Connection<T>['totalCount'],
): Connection<T> => {
  const edges = page.items.map(edgeOf)
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNext,
      hasPreviousPage: page.hasPrevious,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  }
}
