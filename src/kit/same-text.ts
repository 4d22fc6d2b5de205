import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two texts are the same, in a time that does not tell how much of them is. For secrets. */
export const isSameText = (one: string, two: string): boolean => timingSafeEqual(digest(one), digest(two))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
