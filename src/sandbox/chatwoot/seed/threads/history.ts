import { compose } from '../episodes/episode.ts'
import { retail } from '../episodes/retail.ts'
import { createRandom } from '../random.ts'
import type { Line } from '../script.ts'

/** What the contact wrote about before; then `lines`, some days later. */
export const afterHistory = (start: number, count: number, lines: readonly Line[]): Line[] => {
  const [first, ...others] = lines
  const past = compose(createRandom(start), retail, count)
  return first ? [...past, { ...first, gap: 3 * 1440 }, ...others] : past
}
