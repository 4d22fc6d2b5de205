/** Looks into content whose shape is only known by example. */
import type { Json, JsonObject } from '../../../domain/json.ts'

export type MaybeJson = Json | undefined

const isObject = (value: MaybeJson): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands at the end of `path`; undefined where the path does not lead. */
export const at = (value: MaybeJson, ...path: readonly string[]): MaybeJson =>
  path.reduce<MaybeJson>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  )

/** The text at the end of `path`; null for anything but a text with something in it. */
export const textAt = (value: MaybeJson, ...path: readonly string[]): string | null => {
  const found = at(value, ...path)
  return typeof found === 'string' && found !== '' ? found : null
}

export const numberAt = (value: MaybeJson, ...path: readonly string[]): number | null => {
  const found = at(value, ...path)
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** The items of the list at the end of `path`; none for anything else. */
export const itemsAt = (value: MaybeJson, ...path: readonly string[]): readonly Json[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

export const textsAt = (value: MaybeJson, ...path: readonly string[]): readonly string[] =>
  itemsAt(value, ...path).filter((item) => typeof item === 'string')

/** The texts that are there, one a line; null for none. */
export const lines = (...texts: readonly (string | null)[]): string | null =>
  texts.filter((text) => text !== null).join('\n') || null
