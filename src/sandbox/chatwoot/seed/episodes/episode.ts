/** Long threads are made of episodes: one matter from question to thanks, told with other things each time. */
import type { Random } from '../random.ts'
import type { Line } from '../script.ts'

export type Episode = (story: Story) => readonly Line[]

/** What this telling is about. */
interface Story {
  readonly random: Random
  /** Order number, e.g. `A-20418`. */
  readonly order: string
  readonly product: string
  readonly quantity: number
  readonly amount: string
  readonly weekday: string
  readonly city: string
  readonly time: string
}

const products = [
  'Ridgeline grinder',
  'gooseneck kettle',
  'Moka pot (6 cups)',
  'pour-over stand',
  'travel press',
  'digital scale',
  'stoneware mug set',
  'cold brew jug',
  'milk frother',
  'filter papers #4',
  'Huila beans 1 kg',
  'Sidamo beans 1 kg',
  'decaf house blend',
  'espresso tamper',
  'knock box',
]
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const cities = ['Gothenburg', 'Malmö', 'Oslo', 'Hamburg', 'Leeds', 'Bristol', 'Portland', 'Rotterdam']

const tellStory = (random: Random): Story => ({
  random,
  order: `A-${random.between(20_100, 29_990)}`,
  product: random.pick(products),
  quantity: random.between(2, 48),
  amount: `€${random.between(18, 940)}.${random.pick(['00', '50', '90', '95'])}`,
  weekday: random.pick(weekdays),
  city: random.pick(cities),
  time: `${random.between(8, 17)}:${random.pick(['00', '15', '30', '45'])}`,
})

/** Episodes until there are `count` lines; never the same one twice in a row. Days lie between them. */
export const compose = (random: Random, episodes: readonly Episode[], count: number): Line[] => {
  const lines: Line[] = []
  const rest: Episode[] = []
  while (lines.length < count) {
    if (rest.length === 0) rest.push(...shuffled(random, episodes))
    const episode = rest.shift()
    const [first, ...others] = episode?.(tellStory(random)) ?? []
    if (!first) continue
    const pause = random.between(14, 96) * 60
    lines.push({ ...first, gap: lines.length === 0 ? first.gap : pause }, ...others)
  }
  return lines
}

const shuffled = (random: Random, episodes: readonly Episode[]): Episode[] => {
  const rest = [...episodes]
  for (let last = rest.length - 1; last > 0; last--) {
    const other = random.between(0, last)
    const kept = rest[last]
    const moved = rest[other]
    if (kept && moved) [rest[last], rest[other]] = [moved, kept]
  }
  return rest
}
