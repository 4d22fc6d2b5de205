import type { Config } from '../config/config.ts'
import { schema } from '../schema/index.ts'
import { findUnservable, type Unservable } from '../server/graphql/unservable.ts'

/** The persisted operations that Parley cannot serve as it is configured. */
export const unservableOperations = (config: Config): Unservable[] =>
  findUnservable(config.persistedOperations ?? {}, {
    schema,
    limits: config,
    hasIntrospection: config.hasIntrospection,
  })
