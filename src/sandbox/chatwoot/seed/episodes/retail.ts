/** Somebody who shops for the kitchen at home. */
import { bot, event, note, them, us } from '../script.ts'
import type { Episode } from './episode.ts'

export const retail: readonly Episode[] = [
  ({ random, order }) => [
    them(
      random.pick([
        `Hello, has ${order} shipped yet?`,
        `Hi, I ordered last week (${order}) and heard nothing since.`,
      ]),
    ),
    bot('Thanks for writing! I am looking up your order.', { gap: 0 }),
    bot(`Order ${order} is packed and waits for the carrier. A person joins you in a moment.`, { gap: 0 }),
    us('Hi again! The carrier picks it up tonight, you get the tracking link by e-mail.'),
    them(random.pick(['Lovely, thank you', 'ok thanks', 'Cheers!'])),
    event('Conversation was marked resolved by Ben'),
  ],
  ({ random, product }) => [
    them(`Quick question: is the ${product} dishwasher safe?`),
    us(
      random.pick([
        'Yes, top rack.',
        'The glass part is, the lid please by hand.',
        'Better not, the coating suffers.',
      ]),
    ),
    them('Good to know, thanks'),
  ],
  ({ product, order, random }) => [
    them(`I'd like to return the ${product} from ${order}. It is unopened.`),
    us('Of course. You have 30 days. Would you like a label to print, or a QR code for the parcel shop?'),
    them(random.pick(['QR code please', 'Label is fine', 'whatever is easier'])),
    us('Here you go. The refund starts when the parcel is scanned.', {
      attachments: [{ kind: 'image', name: `return-${order}.png`, width: 240, height: 240, hue: 140 }],
    }),
    event('Ben added returns'),
    them('Dropped it off today', { gap: 1700 }),
    us('Seen it in the system, refund is on its way.', { gap: 60 }),
  ],
  ({ product, random }) => [
    them(`When is the ${product} back in stock?`),
    us(
      random.pick([
        'Next week, if customs are kind to us.',
        'We expect 40 of them on the first of the month.',
      ]),
    ),
    us('Shall I let you know when it is?'),
    them(random.pick(['yes please!!', 'Yes, by e-mail'])),
    note(`Put on the waiting list for ${product}.`),
    us(`Good news: the ${product} is back.`, { gap: 4300 }),
    them('Ordered! 🎉'),
  ],
  ({ order, city }) => [
    them(`I moved to ${city} and forgot to change the address for ${order}. Can you still do that?`),
    us('It has not left yet. What is the new address?'),
    them('Harbour Street 12, third floor. The bell says Whitfield / Moss.'),
    us('Changed. Congratulations on the new place!'),
    them('Thank you 😊'),
  ],
  ({ random, amount }) => [
    them('The checkout says my voucher is not valid?'),
    us('Which code is it?'),
    them(random.pick(['SPRING15', 'It says WELCOME-BACK', 'thankyou10'])),
    us(`That one needs an order above ${amount}. I can make an exception this once: try it again now.`),
    them('worked, you are a star ⭐'),
  ],
  ({ product, weekday }) => [
    them(`My ${product} leaks. Bought it in spring.`),
    them('Short clip so you can see it', { attachments: [{ kind: 'video', name: 'leak.mp4' }], gap: 1 }),
    us('Thank you, that is clear. It is still under warranty, so you get a new one.'),
    us(`It goes out on ${weekday}. Please keep the old one until it is there.`),
    them('That was easy. Thanks!'),
  ],
  ({ order }) => [
    them(`Could you make out the invoice for ${order} to my company?`),
    us('Sure, I need the name and the VAT number.'),
    them('Whitfield Studio LLC, no VAT number in the US'),
    us('Here is the new invoice.', {
      attachments: [
        { kind: 'pdf', name: `invoice-${order}.pdf`, text: `Invoice ${order}, Whitfield Studio LLC` },
      ],
    }),
    them('Perfect'),
  ],
  ({ product, random }) => [
    them(
      random.pick([
        `Do you gift-wrap the ${product}?`,
        `Can you put a card in with the ${product}? It's a present.`,
      ]),
    ),
    us('We do, it is free. What shall we write on the card?'),
    them('"Happy birthday Dad, now stop drinking instant."'),
    us('😂 Will do, word for word.'),
  ],
  ({ weekday }) => [
    them('Hi, are you open at the weekend?'),
    bot('Our chat is staffed Monday to Friday, 9 to 17. Leave a message and we answer first thing.', {
      gap: 0,
    }),
    them('ok no rush'),
    us(`Hello! What can I do for you this ${weekday}?`, { gap: 900 }),
    them('Found the answer in the manual, sorry'),
    us('No need to be sorry!'),
  ],
]
