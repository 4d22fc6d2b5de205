/** Another company on the same server: nobody of Acme may see a word of it. */
import { event, note, type Thread, them, us } from '../script.ts'

export const betaThreads: readonly Thread[] = [
  {
    contact: 'ola',
    inbox: 'betaWebsite',
    agent: 'bruno',
    team: 'sales',
    status: 'open',
    labels: ['vip'],
    endsAgo: 90,
    unread: 1,
    lines: [
      them('Hei, is the trade price list still valid?'),
      note('Beta only: margin is 18 %.'),
      us('Yes, until the end of the month.'),
      them('Then we take four pallets.'),
    ],
  },
  {
    contact: 'rosa',
    inbox: 'betaWhatsapp',
    agent: 'bruno',
    status: 'resolved',
    endsAgo: 4000,
    lines: [
      them('Buongiorno, avete ricevuto il bonifico?'),
      us('Sì, grazie Rosa!'),
      event('Conversation was marked resolved by Bruno Keller'),
    ],
  },
  {
    contact: 'ola',
    inbox: 'betaWebsite',
    agent: 'bruno',
    assignee: 'nobody',
    status: 'pending',
    endsAgo: 15_000,
    unread: 'all',
    lines: [them('Do you ship to Svalbard?')],
  },
]
