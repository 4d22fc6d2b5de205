/**
 * `JSON.parse` that keeps the digits of integers beyond 2^53 by giving those as strings. Upstream ids may be
 * 64-bit, and a rounded id names another object.
 */
export const parseJson = (text: string): unknown =>
  /\d{16}/.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)

const keepDigits = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value
