import { type Episode, file, talk } from './script.ts'

export const englishWeeks: readonly Episode[] = [
  ({ kilos, bags, order, time }) =>
    talk(`
      C: Morning! Usual order please, ${kilos} kg House Blend and ${bags} bags of decaf
      A: Good morning Priya! That's ${order}, it leaves today.
      C: Any chance before ${time}? We open early tomorrow
      A: I'll put a note for the driver. Usually he passes you on his first round.
      C: He does, bless him
      C: Thanks!
      A: You're welcome 👍
    `),
  ({ order, time }) => [
    ...talk(`
      C: Delivery just came (${time}), one bag has a tear in it
    `),
    file('customer', 'IMAGE', 'torn-bag.png', undefined, 1),
    ...talk(`
      A: Sorry about that! Is the coffee still usable?
      C: Most of it, we lost maybe 200 g on the floor
      A: I'll credit you a whole bag on ${order}.
      C: You don't have to!
      A: I know 🙂 Done.
    `),
  ],
  ({ amount, order }) => [
    ...talk(`
      C: Could you send the invoice for ${order} again? Our accountant has lost it
      A: Of course, here it is.
    `),
    file('agent', 'DOCUMENT', 'invoice.pdf', 'Invoice.pdf', 0),
    ...talk(`
      C: £${amount}, yes, that matches what we paid
      C: Thank you!
      A: Any time. Would it help if invoices also went to your accountant directly?
      C: It would, accounts@cornerstreet.example
      A: Saved.
    `),
  ],
  ({ bags, kilos }) =>
    talk(`
      C: Question: our guests ask for something fruity. What would you suggest?
      A: The washed Ethiopian at the moment, it tastes of apricot. Very good as filter.
      C: Not too sour? Tom makes faces at sour
      A: Less than the Kenyan you tried. Grind it a bit finer and it gets sweeter.
      C: OK, ${bags} bags of that and ${kilos} kg of the usual
      A: Lovely, I'll add a tasting card for the counter.
      C: Great idea!
    `),
  ({ order, time }) =>
    talk(`
      C: Hi, it's Tom. Where is ${order}? We are down to the last kilo
      A: Hi Tom, the van broke down on the ring road this morning. The replacement is loading now.
      C: So when?
      A: ${time} at the latest, I have you first on the list.
      C +2h: It's here. You saved our afternoon
      A: Glad to hear it, and sorry for the scare.
      C: All good 😄
    `),
  ({ kilos, order }) =>
    talk(`
      C: Can I change ${order}? We need ${kilos} kg instead of what I wrote, there is a street party
      A: You're lucky, it is still being packed. Changed!
      C: Phew. What's the last moment for changes, normally?
      A: 14:00 on the day it leaves.
      C: Good to know
      A: Enjoy the party! Will you need cups as well?
      C: We have about 800 left, that should do
    `),
  ({ time }) =>
    talk(`
      C: The grinder makes a strange noise since this morning, like a whistle
      A: Does it whistle when it is empty too?
      C: Yes, and it got louder
      A: That's the bearing. It will last a few days, but not weeks. Shall Dean come on his next tour?
      C: Please! Mornings are bad, after ${time} is fine
      A: He has you down for tomorrow. He brings a spare one, so you can keep working.
      C: Perfect, thank you
    `),
  ({ bags }) =>
    talk(`
      C: We'll be closed next week, painting the walls 🎨
      A: Nice! Shall I pause the weekly order?
      C: Yes, but please ${bags} bags for the painters, they drink more than our guests
      A: Ha, consider it done. Which colour?
      C: Tom wanted orange. It will be white
      A: Wise. See you the week after!
      C: See you!
    `),
]
