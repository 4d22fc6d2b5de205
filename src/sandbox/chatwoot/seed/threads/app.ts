/** The shop's own app, connected as an API inbox. */
import { bot, event, note, type Thread, them, us } from '../script.ts'
import { afterHistory } from './history.ts'

export const appThreads = (): Thread[] => [
  {
    contact: 'marcus',
    inbox: 'app',
    agent: 'ana',
    status: 'open',
    priority: 'high',
    labels: ['bug-report', 'vip'],
    endsAgo: 40,
    unread: 1,
    participants: ['ana'],
    custom: { order_number: 'A-20418', order_total: 48.9, is_gift: false },
    lines: afterHistory(68, 36, [
      them('The app crashes when I open my orders. Version 5.2.'),
      us('Thanks Marcus. Does it also crash when you are offline?'),
      them('Offline it is fine. 🤔'),
      note('Same stack as #881: a date without a zone. Fix is in 5.2.1.'),
      us('We know the reason now, 5.2.1 comes out tonight.', {
        status: 'failed',
        attributes: { external_error: 'push gateway answered 503' },
      }),
      us('Marcus, 5.2.1 is out and has the fix. Sorry for the trouble!', { gap: 700 }),
      them('Updated, works. Except my loyalty points now show 0?'),
    ]),
  },
  {
    contact: 'ravi',
    inbox: 'app',
    agent: 'ben',
    assignee: 'bot',
    status: 'pending',
    endsAgo: 29,
    unread: 'all',
    lines: [
      them('/start'),
      bot('Hello Ravi! I can find orders, returns and opening hours.', { gap: 0 }),
      them('where is my order'),
      bot('Which one: A-28001 or A-28002?', { gap: 0 }),
      them('the second'),
      bot('A-28002 is out for delivery, between 14:00 and 16:00.', { gap: 0 }),
      them('talk to human pls'),
      bot('I am asking a colleague to join.', { gap: 0 }),
    ],
  },
  {
    contact: 'janet',
    inbox: 'app',
    agent: 'ana',
    status: 'snoozed',
    snoozedFor: 72,
    endsAgo: 5000,
    lines: afterHistory(69, 34, [
      them('Could you remind me when the Christmas blend is out?'),
      us('With pleasure, I set it for the day.'),
      event('Conversation was snoozed by Ana'),
    ]),
  },
  {
    contact: 'marcus',
    inbox: 'app',
    agent: 'ben',
    status: 'resolved',
    labels: ['feedback'],
    endsAgo: 26_000,
    lines: afterHistory(70, 48, [
      them('Dark mode is great, thanks'),
      us('Glad you like it!'),
      event('Conversation was marked resolved by Ben'),
    ]),
  },
]
