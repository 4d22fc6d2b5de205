/** Customers who write every week: threads long enough to page through. */
import { whatsapp } from './addresses.ts'
import { arabicWeeks } from './regular-arabic.ts'
import { croatianWeeks } from './regular-croatian.ts'
import { englishWeeks } from './regular-english.ts'
import { spanishWeeks } from './regular-spanish.ts'
import type { Episode, Line, Thread, Week } from './script.ts'

const week = (index: number): Week => ({
  order: `BC-${17_204 + index * 61}`,
  kilos: 6 + ((index * 5) % 9),
  bags: 2 + ((index * 3) % 5),
  time: `${8 + ((index * 7) % 9)}:${index % 2 ? '30' : '15'}`,
  amount: `${118 + ((index * 37) % 160)}.${index % 2 ? '50' : '00'}`,
})

/** Each week's first line comes days after the last one's end. */
const weeks = (count: number, episodes: readonly Episode[]): Line[] =>
  Array.from({ length: count }, (_, index) => {
    const lines = episodes[index % episodes.length]?.(week(index)) ?? []
    return lines.map((line, at) =>
      at === 0 && index > 0 ? { ...line, after: (4 + (index % 4)) * 1440 } : line,
    )
  }).flat()

export const regulars: readonly Thread[] = [
  {
    key: 'cafe on the corner',
    channel: 'WHATSAPP',
    contact: '447700900777',
    business: whatsapp,
    topic: 'Corner Street Café, weekly order',
    summary: 'Weekly wholesale order, pays by invoice. Talk to Priya or Tom.',
    status: 'OPEN',
    queue: 'wholesale',
    assignee: 'marko',
    tags: ['wholesale', 'vip', 'invoice'],
    metadata: { customerNumber: 'W-0031', paymentTerms: '14 days' },
    endedAgo: 13,
    lines: weeks(46, englishWeeks),
    notes: [
      { by: 'marko', text: 'Priya is on leave in August, Tom orders then.', afterLine: 120 },
      { by: 'layla', text: 'Raised their credit limit to £1,500.', afterLine: 240 },
    ],
  },
  {
    key: 'hostal del puerto',
    channel: 'WHATSAPP',
    contact: '34600555777',
    business: whatsapp,
    topic: 'Hostal del Puerto',
    status: 'OPEN',
    queue: 'wholesale',
    assignee: 'lucia',
    tags: ['wholesale', 'espanol'],
    endedAgo: 70,
    lines: weeks(32, spanishWeeks),
  },
  {
    key: 'pekara',
    channel: 'WHATSAPP',
    contact: '385915550777',
    business: whatsapp,
    topic: 'Pekara Zora',
    status: 'WAITING',
    priority: 'LOW',
    queue: 'wholesale',
    assignee: 'ana',
    tags: ['wholesale', 'hrvatski'],
    endedAgo: 33 * 60,
    lines: weeks(24, croatianWeeks),
  },
  {
    key: 'bookshop in amman',
    channel: 'WHATSAPP',
    contact: '962795550777',
    business: whatsapp,
    status: 'OPEN',
    queue: 'wholesale',
    assignee: 'omar',
    tags: ['wholesale', 'arabic'],
    endedAgo: 8 * 60,
    lines: weeks(14, arabicWeeks),
  },
]
