/** A developer who connects a booking app to the shop. */
import { event, note, them, us } from '../script.ts'
import type { Episode } from './episode.ts'

export const partner: readonly Episode[] = [
  ({ random, order }) => [
    them(
      `We get a 409 when we push ${order} to your order endpoint. Body below.\n\n\`\`\`json\n{"reference":"${order}","lines":[]}\n\`\`\``,
    ),
    us('An order without lines is refused with 409. I agree that 422 would be kinder.'),
    them(random.pick(['Ah! Our cart was empty, our bug.', 'ok, we will guard against it'])),
    us('I have filed it anyway, so that the message says what is wrong.'),
  ],
  ({ time, weekday }) => [
    them(`Were there problems on ${weekday} around ${time} UTC? About 4 % of our calls timed out.`),
    us('Let me check with the platform team.'),
    note('Deploy at that time, one node was slow to drain. Post-mortem is in the wiki.'),
    us('Yes, for six minutes during a deploy. It is fixed: nodes now finish their work before they stop.', {
      gap: 55,
    }),
    them('Thanks for being straight about it.'),
    event('Ana set the priority to medium'),
  ],
  ({ random, product }) => [
    them(`Which field tells us that "${product}" is sold by weight?`),
    us('`unit` is `g` for those. If it is missing, treat it as pieces.'),
    them(random.pick(['is that documented?', 'Could you add that to the docs?'])),
    us('It is now 🙂 https://docs.acme.example/catalogue#unit'),
    them('🙏'),
  ],
  ({ quantity }) => [
    them('Our webhook receiver was down over night. Can you send the events again?'),
    us(
      `I can replay ${quantity * 11} events since midnight. They keep their ids, so you can tell what you already have.`,
    ),
    them('Yes please, we de-duplicate by id'),
    us('Running.'),
    them('All in. Took about a minute', { gap: 9 }),
  ],
  ({ random }) => [
    them('Signature check fails for bodies with emoji. Plain ASCII is fine.'),
    us('Are you hashing the raw bytes, or the parsed and re-serialised JSON?'),
    them(random.pick(['…the parsed one 🤦', 'parsed. I see where this is going'])),
    us('That is it then. Hash the bytes before any parsing.'),
    them('Works. Thank you!', { gap: 20 }),
  ],
  ({ amount, order }) => [
    them(`Rounding: we compute ${amount} for ${order}, you send one cent less.`),
    us('We round per line, then add. Which way do you do it?'),
    them('Sum first, round at the end'),
    us('Then you will be off by a cent now and then. The invoice is what counts, please take our total.'),
    them('Fair enough, will change it'),
  ],
  ({ weekday }) => [
    us(
      `Reminder: version 1 of the catalogue feed goes away at the end of the quarter. You still call it about once an hour.`,
    ),
    them('That must be the old staging box. Looking.'),
    them(`Found it, switched off. Should be quiet from ${weekday} on.`, { gap: 300 }),
    us('Confirmed, no calls since.', { gap: 1500 }),
  ],
  ({ random, city }) => [
    them('Our export of last month, could you compare it with yours?', {
      attachments: [
        {
          kind: 'csv',
          name: 'orders.csv',
          text: `order,city,total\nA-20417,${city},48.90\nA-20418,${city},12.00\n`,
        },
      ],
    }),
    us(random.pick(['Two rows differ, both are refunds after midnight UTC.', 'Matches to the cent.'])),
    them('Great, closing the month then'),
  ],
]
