import { chatWidget, whatsapp } from './addresses.ts'
import { days, file, hours, rich, type Thread, talk } from './script.ts'

/** A chat on the website, and the conversations of another tenant, which nobody at Brava Coffee may see. */
export const liveChat: Thread = {
  key: 'which grinder',
  channel: 'LIVE_CHAT',
  contact: 'CHAT-a91f021b-2a4e-4a47-865e-f2aef4088da0-1587662002',
  business: chatWidget,
  topic: 'Which grinder for a moka pot',
  status: 'OPEN',
  queue: 'orders',
  answeredBy: 'lucia',
  endedAgo: 11,
  lines: [
    rich('bot', 'LC_QUICK_REPLY', {
      suggestedReplies: ['Find a product', 'Where is my order?', 'Talk to a person'],
      sourceType: 'TEXT',
      source: { text: 'Welcome to Brava Coffee! How can I help?' },
    }),
    ...talk(`
      C: Find a product
      B: What are you looking for?
      C: a grinder for a moka pot, small kitchen, not too loud
    `),
    rich('bot', 'LC_CAROUSEL', {
      cards: [
        {
          title: 'Brava Hand',
          description: 'By hand, silent, 39 steps. £49',
          imageUrl: 'file:brava-hand.png',
          cardActions: [
            { title: 'Open', postbackData: 'https://brava-coffee.example/hand', type: 'URL' },
            { title: 'Ask about it', postbackData: 'ask:hand', type: 'POSTBACK_DATA' },
          ],
        },
        {
          title: 'Brava Mill One',
          description: 'Electric, 68 dB, 250 g hopper. £129',
          imageUrl: 'file:mill-one.png',
          cardActions: [
            { title: 'Open', postbackData: 'https://brava-coffee.example/mill-one', type: 'URL' },
            { title: 'Ask about it', postbackData: 'ask:mill-one', type: 'POSTBACK_DATA' },
          ],
        },
      ],
    }),
    ...talk(`C: how loud is 68 dB? I have a baby`),
    rich('bot', 'BUTTON', {
      buttonType: 'LIVECHAT',
      button: {
        text: 'That is a question for a person. Shall I ask one?',
        buttonPayloads: [
          { title: 'Yes', type: 'POSTBACK', payload: 'person' },
          { title: 'No', type: 'POSTBACK', payload: 'stay' },
        ],
      },
    }),
    ...talk(`
      C: Yes
      S: Lucía joined the conversation.
      A: Hello! About as loud as a hair dryer in the next room. Mine wakes my daughter 🙂 I'd take the hand grinder.
    `),
    file('agent', 'IMAGE', 'grind-for-moka.png', 'This is how fine it should be for moka'),
    ...talk(`
      C: ok that settles it :)
      C: is there a colour other than black?
    `),
  ],
}

export const otherTenantThreads: readonly Thread[] = [
  {
    key: 'flight moved',
    tenant: 'other',
    channel: 'WHATSAPP',
    contact: '34600100201',
    business: '34910000300',
    topic: 'Flight to Lisbon moved to the evening',
    status: 'OPEN',
    priority: 'HIGH',
    endedAgo: 25,
    lines: talk(`
      C: My flight was moved from 9:10 to 19:40, I miss the whole first day. What are my options?
      A: Good morning! You can fly a day earlier at no cost, or we refund the first night.
      C: A day earlier, please. Booking ST-77120
      A: Changed. The new tickets are on their way to your mailbox.
    `),
  },
  {
    key: 'visa question',
    tenant: 'other',
    channel: 'SMS',
    contact: '34600100318',
    business: '34910000301',
    status: 'SOLVED',
    endedAgo: days(4) + hours(2),
    lines: [
      ...talk(`
        C: Do my kids need their own ETA for London?
        A: Yes, each traveller needs one, children too.
        C: Thanks
      `),
      file('agent', 'DOCUMENT', 'eta-checklist.pdf', 'ETA checklist.pdf'),
    ],
  },
  {
    key: 'room with a view',
    tenant: 'other',
    channel: 'WHATSAPP',
    contact: '34600100442',
    business: whatsapp,
    status: 'CLOSED',
    endedAgo: days(30),
    lines: talk(`
      C: Could we have a room that faces the sea?
      A: I asked the hotel: room 412, third floor, sea view, no extra charge.
      C: You made my mother very happy
    `),
  },
]
