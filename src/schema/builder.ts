import SchemaBuilder from '@pothos/core'
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import type { Context } from './context.ts'

export interface SchemaTypes {
  Context: Context
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Instant; Output: Instant }
    URL: { Input: string; Output: string }
    JSON: { Input: Json; Output: Json }
    LanguageTag: { Input: string; Output: string }
  }
}

export const builder = new SchemaBuilder<SchemaTypes>({ defaultFieldNullability: false })

builder.queryType({ description: 'Everything that can be read.' })
