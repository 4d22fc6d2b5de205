/** Threads that go on for months. */
import { compose } from '../episodes/episode.ts'
import { partner } from '../episodes/partner.ts'
import { retail } from '../episodes/retail.ts'
import { spanish } from '../episodes/spanish.ts'
import { wholesale } from '../episodes/wholesale.ts'
import { createRandom } from '../random.ts'
import { event, note, type Thread, them, us } from '../script.ts'

export const longThreads = (): Thread[] => [
  {
    contact: 'lakeside',
    inbox: 'whatsapp',
    agent: 'ana',
    team: 'customer support',
    status: 'open',
    priority: 'high',
    labels: ['wholesale', 'vip'],
    endsAgo: 6,
    unread: 2,
    custom: { order_number: 'A-29991', order_total: 1284.5, promised_for: '2026-12-01' },
    additional: { conversation_language: 'en' },
    participants: ['ana', 'ben'],
    lines: [
      ...compose(createRandom(41), wholesale, 630),
      them('Hej Ana! Our second shop opens on the 1st 🎉', { gap: 2000 }),
      us('Maya!! Congratulations! What do you need for the opening?'),
      them('Everything twice, basically 😂 I send you a list'),
      them(null, {
        attachments: [
          {
            kind: 'csv',
            name: 'opening-order.csv',
            text: 'item,qty\nHuila beans 1 kg,24\nStoneware mug set,16\n',
          },
          { kind: 'image', name: 'new-shop.png', width: 640, height: 400, hue: 200 },
        ],
      }),
      note('Check credit limit with @Emeka before confirming: this is twice their usual order.'),
      us('What a beautiful room. Give me an hour, I check what is here.', { repliesTo: 2 }),
      us('All here except the mugs, 12 of 16. The other four come by the 28th.', { gap: 50 }),
      event('Ana set the priority to high'),
      them('Great, then please confirm the lot.', { gap: 18 }),
      them('And could Dmitri bring it before 9? The painters come at 10.'),
    ],
  },
  {
    contact: 'hotel',
    inbox: 'telegram',
    agent: 'chiara',
    team: 'customer support',
    status: 'open',
    labels: ['wholesale'],
    endsAgo: 190,
    unread: 1,
    additional: { conversation_language: 'es', social_telegram_user_name: 'therrera' },
    lines: [
      ...compose(createRandom(42), spanish, 118),
      them('Chiara, ¿tenéis ya la mezcla de Navidad? 🎄', { gap: 1500 }),
    ],
  },
  {
    contact: 'developer',
    inbox: 'app',
    agent: 'ben',
    status: 'open',
    priority: 'medium',
    labels: ['bug-report'],
    endsAgo: 75,
    additional: { browser_language: 'en' },
    lines: [
      ...compose(createRandom(43), partner, 182),
      them('Last one for today: can a webhook carry our own reference?', { gap: 900 }),
      us('Yes, put it into `metadata.reference`. It comes back on every event of that order.'),
    ],
  },
  {
    contact: 'regular',
    inbox: 'website',
    agent: 'ben',
    assignee: 'ben',
    status: 'open',
    labels: ['returns'],
    endsAgo: 22,
    unread: 1,
    additional: {
      browser: { browser_name: 'Firefox', platform_name: 'macOS', device_name: 'Unknown' },
      browser_language: 'en',
      referer: 'https://www.acme.example/kettles?utm_source=newsletter',
      initiated_at: { timestamp: 'Tue Mar 03 2026 10:12:44 GMT-0800' },
    },
    lines: [
      ...compose(createRandom(44), retail, 164),
      them('Me again! The kettle I sent back: any sign of it?', { gap: 2400 }),
    ],
  },
  {
    contact: 'gallery',
    inbox: 'email',
    agent: 'ana',
    team: 'billing',
    status: 'pending',
    labels: ['wholesale', 'billing'],
    endsAgo: 2900,
    additional: { mail_subject: 'Re: Café corner for the gallery', source: 'email' },
    mentions: ['ben'],
    lines: [
      ...compose(createRandom(45), wholesale, 146),
      us('Shall we set up a monthly invoice instead of one for each delivery?', { gap: 3000 }),
    ],
  },
]
