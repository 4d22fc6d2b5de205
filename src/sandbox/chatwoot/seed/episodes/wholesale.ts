/** A café that buys every week. */
import { event, note, them, us } from '../script.ts'
import type { Episode } from './episode.ts'

export const wholesale: readonly Episode[] = [
  ({ random, product, quantity, weekday }) => [
    them(
      random.pick([
        `Hi! Can we get ${quantity} × ${product} with the ${weekday} delivery?`,
        `Morning. Please put ${quantity} ${product} on our next order.`,
        `Running low on ${product} 😅 could you add ${quantity} for ${weekday}?`,
      ]),
    ),
    us(
      random.pick([
        'Sure, checking stock now.',
        'One second, looking at the shelf.',
        'Let me see what we have.',
      ]),
    ),
    us(`Yes, ${quantity} are here. They go out with the ${weekday} van.`),
    them(random.pick(['Perfect, thanks', 'Great 👍', 'You are the best', 'thx!'])),
  ],
  ({ random, order, city }) => [
    them(random.pick([`Where is ${order}?`, `Any news on ${order}? Driver has not come yet.`])),
    us(`Looking it up. It left our warehouse last night and is on the truck to ${city}.`),
    note(`Carrier shows ${order} at the ${city} depot since 04:10, no scan after that. Calling them.`),
    us('I spoke to the carrier: the driver has two stops before you. About an hour.', { gap: 25 }),
    them(random.pick(['ok, we are open till six', 'Fine, somebody will be at the back door.'])),
    them(random.pick(['It is here now. Thanks!', 'Arrived, all boxes look good.', 'got it ✅']), { gap: 70 }),
  ],
  ({ random, order, product, quantity }) => [
    them(`Unpacked ${order}: we got ${quantity + 2} ${product} but ordered ${quantity}.`),
    us('Oh, that is our mistake then. Do you want to keep the two extra ones?'),
    them(
      random.pick([
        'If we get them at the old price, yes',
        'No space, please pick them up',
        'Sure, we will sell them',
      ]),
    ),
    us('Fine with us. I have changed the invoice, you get a new one by e-mail in a minute.'),
    event('Ana added billing'),
    them('Received, thank you'),
  ],
  ({ order, product }) => [
    them(`One ${product} in ${order} arrived broken, the handle is off 😕`, {
      attachments: [{ kind: 'image', name: 'broken-handle.png', width: 320, height: 240, hue: 20 }],
    }),
    us('Sorry about that! No need to send it back. A new one comes with your next delivery, free of charge.'),
    note(`Third ${product} with a loose handle this month. Telling purchasing.`),
    them('Thank you, appreciated'),
  ],
  ({ random, order, amount }) => [
    them(`Could you send the invoice for ${order} again? Our bookkeeper cannot find it.`),
    us(`Here it is. The total is ${amount}, due in 14 days.`, {
      attachments: [{ kind: 'pdf', name: `invoice-${order}.pdf`, text: `Invoice ${order}: ${amount}` }],
    }),
    them(random.pick(['Thanks, paid today', 'Got it. Will be paid Friday.', 'merci!'])),
  ],
  ({ random, product, amount }) => [
    us(
      `Heads-up: the ${product} goes up to ${amount} a case next month. Orders before that keep the old price.`,
    ),
    them(random.pick(['Hmm. That is a lot.', 'Ouch.', 'ok, thanks for telling us early'])),
    them('Can we take three cases at the old price and get them delivered later?'),
    us('Yes, up to eight weeks. I will reserve them under your name.'),
    them('Please do.'),
    us('Done. You will see them as a separate line on the next invoice.'),
  ],
  ({ weekday, time, random }) => [
    them(`Can the ${weekday} driver come after ${time}? We have a funeral reception before.`),
    us(
      random.pick([
        'Of course. I have written it on the delivery note.',
        'No problem, moved you to the end of the tour.',
      ]),
    ),
    them('Thank you so much'),
    event('Dmitri (warehouse) self-assigned this conversation'),
    us(`Confirmed with the driver, not before ${time}.`, { agent: 'dmitri', gap: 35 }),
  ],
  ({ product, random }) => [
    them(`Is the new ${product} any good? A guest asked for it.`),
    us(
      random.pick([
        'We like it. A little sweeter than the old one, and it keeps its heat longer.',
        'Honestly? Good for filter, not for espresso.',
        'Yes. Most cafés that try it stay with it. Shall I add a sample?',
      ]),
    ),
    them(random.pick(['A sample would be lovely', 'ok add one', 'Let me ask the team first'])),
    us('👍'),
  ],
  ({ quantity, product, order }) => [
    them(`Please change ${order}: ${quantity} ${product} instead of ${quantity + 6}.`),
    us('Changed. Anything else on that order?'),
    them('No, that is all.'),
    us(`Then ${order} is final, it is packed tonight.`),
    them('🙏'),
  ],
  ({ weekday, random }) => [
    them(`We are closed from ${weekday} for two weeks (holidays!). Please pause our deliveries.`),
    us('Paused. Where are you off to?'),
    them(random.pick(['Hiking in Norway 🏔️', 'My mother in Porto', 'Nowhere, painting the kitchen 😂'])),
    us('Enjoy! The first delivery after that is on the Monday you are back.'),
    them('Super'),
  ],
  ({ order, amount }) => [
    them(`Our bank says ${amount} was taken twice for ${order}.`),
    us('That should not happen. May I have a look at the statement? A photo is enough.'),
    them('Here', {
      attachments: [{ kind: 'image', name: 'statement.png', width: 240, height: 320, hue: 210 }],
    }),
    note(`Two captures with the same reference in the payment log. @Emeka please refund ${amount}.`),
    us(`You are right, and I am sorry. ${amount} is on its way back, two to three working days.`, {
      gap: 40,
    }),
    them('Thanks for the quick answer.'),
    them('Money is here, all good', { gap: 2900 }),
  ],
  ({ random, product }) => [
    them(null, { attachments: [{ kind: 'audio', name: 'voice-message.wav', seconds: 2 }] }),
    us(`If I heard that right, you want the ${product} in black? We have it in black and in copper.`),
    them(random.pick(['Black please', 'copper!! did not know that one'])),
    us('Noted on your standing order.'),
  ],
  ({ city, random }) => [
    them(`A friend opens a café in ${city}. Do you deliver there?`),
    us(`We do, twice a week. Give them my number, or send me theirs.`),
    them('Her card', {
      attachments: [
        {
          kind: 'contact',
          title: 'Elin Berg',
          meta: { firstName: 'Elin', lastName: 'Berg', phone: '+46701740677' },
        },
      ],
    }),
    us(
      random.pick([
        'Thank you, I will call her tomorrow.',
        'Wonderful. You get 5 % off your next order for that.',
      ]),
    ),
    them('☕❤️'),
  ],
  ({ product, quantity, order }) => [
    us(
      `Small problem with ${order}: only ${Math.ceil(quantity / 2)} of ${quantity} ${product} are here. Send what we have, or wait?`,
    ),
    them('Send what you have, rest next week is fine'),
    us('Will do.'),
    event('Ana added shipping'),
    event('Ana removed shipping', { gap: 1440 }),
  ],
  ({ random, time, weekday }) => [
    them('Our grinder makes a terrible noise since this morning. Who can look at it?'),
    us('Is it a high screech or more of a rumble?'),
    them(random.pick(['Rumble. And it smells a bit.', 'Screech, like chalk on a board'])),
    us('Please switch it off and do not use it. I can send our technician.'),
    us(`He can be there on ${weekday} at ${time}. Does that work?`),
    them('It has to 😬 thank you'),
    note('Technician booked. It is the 2021 model, bring spare bearings.'),
    them('He came, he was great, it hums again', { gap: 1900 }),
    us('Music to my ears.'),
  ],
  ({ quantity, random }) => [
    them(random.pick(['Do you take the empty crates back?', 'We have a pile of your crates in the yard.'])),
    us(`Yes! Put them next to the door, the driver takes up to ${quantity}.`),
    them('👍'),
  ],
]
