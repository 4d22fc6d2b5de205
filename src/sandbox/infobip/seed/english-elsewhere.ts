import { mailbox, messengerPage, sms } from './addresses.ts'
import { days, file, hours, oldTalk, rich, type Thread, talk } from './script.ts'

/** By e-mail, text message and Messenger. */
export const englishElsewhere: readonly Thread[] = [
  {
    key: 'charged twice',
    channel: 'EMAIL',
    contact: 'p.okafor@example.com',
    business: mailbox,
    topic: 'Charged twice for invoice 2025-3317',
    status: 'WAITING',
    queue: 'billing',
    assignee: 'james',
    tags: ['invoice', 'refund'],
    endedAgo: hours(26),
    lines: [
      rich('customer', 'EMAIL', {
        toAddresses: [mailbox],
        ccAddresses: ['accounts@example.com'],
        subject: 'Charged twice for invoice 2025-3317',
        contentText:
          'Dear team,\r\n\r\nour statement shows two payments of £212.40 on the 3rd, both for invoice 2025-3317. Could you please look into it and return one of them?\r\n\r\nKind regards,\r\nPeter Okafor',
      }),
      rich(
        'agent',
        'EMAIL',
        {
          toAddresses: ['p.okafor@example.com'],
          ccAddresses: ['accounts@example.com'],
          subject: 'Re: Charged twice for invoice 2025-3317',
          contentHtml:
            '<p>Dear Peter,</p><p>you are right: the first payment was reported to us as <b>failed</b> and came through two days later. I have asked for the refund of £212.40 today; banks take <i>three to five working days</i>.</p><p>Could you confirm that the account ending in 4471 is still yours?</p><p>James Whitfield<br>Brava Coffee, Billing</p>',
        },
        hours(5),
      ),
      rich(
        'customer',
        'EMAIL',
        {
          toAddresses: [mailbox],
          subject: 'Re: Charged twice for invoice 2025-3317',
          contentHtml: '<div dir="ltr">Yes, 4471 is ours. Thanks for the quick answer!</div>',
        },
        hours(1),
      ),
      rich('agent', 'EMAIL', {
        toAddresses: ['p.okafor@example.com'],
        subject: 'Re: Charged twice for invoice 2025-3317',
        contentText: 'Thank you. I will write again when the bank has confirmed it.\n\nJames',
      }),
    ],
    notes: [
      {
        by: 'james',
        text: 'Refund RF-5521 requested. Ask the bank on Thursday if nothing has come.',
        afterLine: 1,
      },
    ],
  },
  {
    key: 'subscription pause',
    channel: 'SMS',
    contact: '447700900318',
    business: sms,
    status: 'OPEN',
    priority: 'LOW',
    queue: 'orders',
    endedAgo: hours(3),
    lines: oldTalk(`
      C: PAUSE
      S: You asked to pause your Brava subscription. Answer YES to confirm.
      C: YES
      S: Your subscription is paused. The next bag would have left on Monday.
      C +2d: Hi, can I start again but with decaf? I can't find it on the site
    `),
  },
  {
    key: 'first order of 2019',
    channel: 'SMS',
    contact: '447700900377',
    business: sms,
    topic: 'Wrong beans',
    status: 'CLOSED',
    queue: 'orders',
    assignee: 'marko',
    endedAgo: days(2380),
    hasOldIds: true,
    lines: oldTalk(`
      C: Hello I ordered House Blend and got Decaf. Order 118
      A: Sorry about that, Mr Price! Keep the decaf, the House Blend leaves today.
      C: Very kind, cheers
      A: You're welcome. Enjoy!
      C +2d: Arrived. All good.
    `),
  },
  {
    key: 'refund on messenger',
    channel: 'FACEBOOK_MESSENGER',
    contact: '4394903220582780',
    business: messengerPage,
    topic: 'Refund for a broken French press',
    status: 'WAITING',
    priority: 'HIGH',
    queue: 'orders',
    assignee: 'layla',
    tags: ['refund'],
    endedAgo: hours(9),
    lines: [
      ...talk(`C: Hey! The French press came in about forty pieces. Photo coming`),
      file('customer', 'IMAGE', 'broken-press.png'),
      rich('agent', 'TEXT', {
        text: 'Oh dear, nobody was hurt I hope! What would you like us to do?',
        quickReplies: [
          { type: 'TEXT', title: 'Send a new one', payload: 'REPLACE' },
          { type: 'TEXT', title: 'Refund', payload: 'REFUND' },
        ],
      }),
      ...talk(`
        C: Refund
        C: I found one in a shop round the corner meanwhile
        A: Of course. £34.90 goes back to the card you paid with.
      `),
      rich('agent', 'FACEBOOK_TEMPLATE', {
        payload: {
          type: 'GENERIC',
          text: 'If you ever want to try again',
          elements: [
            {
              title: 'Steel press, 1 litre',
              subtitle: 'Cannot break. We tried.',
              imageUrl: 'file:steel-press.png',
              defaultAction: 'https://brava-coffee.example/steel-press',
              buttons: [
                { title: 'Have a look', url: 'https://brava-coffee.example/steel-press', type: 'URL' },
              ],
            },
          ],
        },
      }),
      ...talk(`
        C: haha clever
        C +1d: Money isn't there yet, is that normal?
        A: It is, PayPal takes up to three days. I'm keeping an eye on it.
      `),
    ],
    notes: [{ by: 'layla', text: 'Refund 34.90 sent, transaction 9XK20711.', afterLine: 5 }],
  },
]
