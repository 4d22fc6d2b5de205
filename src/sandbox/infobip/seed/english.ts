import { whatsapp } from './addresses.ts'
import { days, file, rich, type Thread, talk } from './script.ts'

export const english: readonly Thread[] = [
  {
    key: 'late parcel',
    channel: 'WHATSAPP',
    contact: '447700900112',
    business: whatsapp,
    topic: 'Order BC-20418 has not arrived',
    summary: 'Parcel shows as delivered, customer was at home and got nothing. Courier claim opened.',
    status: 'OPEN',
    priority: 'HIGH',
    queue: 'orders',
    assignee: 'ana',
    tags: ['delivery_late', 'vip'],
    metadata: { orderNumber: 'BC-20418', courier: 'DPD' },
    endedAgo: 4,
    lines: [
      ...talk(`
        C: Hi, my order BC-20418 says "delivered" since this morning but there is nothing here.
        C: I was at home all day 😕
        A: Good afternoon Hannah, I'm sorry about that. Let me look at what the driver recorded.
        A: It says "left with a neighbour" at 10:42, with no name. Is there a number 14b next to you?
        C: 14b is empty, they moved out in spring
        A: Thank you, then this is for the courier to explain. I have opened a claim, number 88-2031.
        A: Could you send me a photo of your front door? They ask for one.
      `),
      file('customer', 'IMAGE', 'front-door.png', 'This is our door'),
      ...talk(`
        C =: the bell works, by the way
        A: Perfect, that's attached to the claim. They have until tomorrow noon to answer.
        C +19h: Any news? My sister's birthday is on Saturday and the grinder is her present
        A: Not yet. I don't want you to wait for them: I can send a second parcel today, at our cost.
        C: That would be brilliant
        A: Done. New order BC-20533, express, you will get the tracking link within the hour.
      `),
      rich('agent', 'TEXT', {
        text: 'Hello Hannah, your order BC-20533 has left our roastery and arrives tomorrow before 12:00. Reply here if anything is missing.',
      }),
      ...talk(`
        C +3h: Got the link, thank you so much Ana!
        C: One more thing: if the first one turns up after all, what do I do with it?
      `),
    ],
    notes: [
      {
        by: 'ana',
        text: 'Claim 88-2031 with DPD. If they find the first parcel, she can refuse it at the door.',
        afterLine: 6,
      },
      {
        by: 'marko',
        text: 'Fine with me to resend. Third lost parcel on that route this month.',
        afterLine: 11,
      },
    ],
  },
  {
    key: 'leaking machine',
    channel: 'WHATSAPP',
    contact: '447700900245',
    business: whatsapp,
    topic: 'Brava Duo leaks from the bottom',
    status: 'OPEN',
    priority: 'URGENT',
    queue: 'repairs',
    assignee: 'ana',
    tags: ['warranty'],
    metadata: { serialNumber: 'DUO-7-119302', boughtOn: '2025-02-11' },
    endedAgo: 38,
    lines: [
      ...talk(`
        C: Hello, our Brava Duo started leaking last night. There's water under the whole counter
        A: Oh no. Please unplug it first, and then tell me: does it leak while it is off as well?
        C: unplugged. yes, slowly, drop by drop
      `),
      file('customer', 'IMAGE', 'leak-under-counter.png'),
      file('customer', 'IMAGE', 'puddle.png', undefined, 0),
      file('customer', 'VIDEO', 'dripping.webm', 'you can see it here', 0),
      ...talk(`
        A: Very helpful, thank you. That's the seal between tank and pump, I have seen it twice this week.
        A: When did you buy it, and could you send me the receipt?
      `),
      file('customer', 'DOCUMENT', 'receipt-brava-duo.pdf', 'Receipt Brava Duo.pdf'),
      ...talk(`
        A: Bought in February, so the warranty covers it. Two ways: we collect it (5 to 7 days), or a technician comes to you.
        C: We are a small office, 12 people, and Monday without coffee is not an option 😄 technician please
        A: Understood! Where should he come to?
      `),
      rich('customer', 'LOCATION', {
        latitude: 51.5237,
        longitude: -0.0725,
        locationName: 'Calvert Avenue 19',
        address: 'Calvert Avenue 19, London E2 7JP',
      }),
      ...talk(`
        A: Tomorrow between 8 and 10. His name is Dean and he will call when he is on the way.
        C: 👍
        C +2h: Is there a chance he could come today? A colleague put a towel under it and it's soaked already
      `),
    ],
    notes: [
      {
        by: 'ana',
        text: 'Same seal as BC-19977 and BC-20102. Told quality.',
        file: 'puddle.png',
        afterLine: 7,
      },
      {
        by: 'ivana',
        text: 'Dean has two seals in the van. He could be there at 17:30 today, waiting for his answer.',
        afterLine: 15,
      },
    ],
  },
  {
    key: 'new and unassigned',
    channel: 'WHATSAPP',
    contact: '447700900431',
    business: whatsapp,
    status: 'OPEN',
    queue: 'orders',
    endedAgo: 2,
    lines: talk(`
      C: hi do you ship to Ireland?
      C: and if yes how much is it for 2 kg
    `),
  },
  {
    key: 'food truck',
    channel: 'WHATSAPP',
    contact: '447700900566',
    business: whatsapp,
    topic: 'Machine for a food truck',
    status: 'SOLVED',
    queue: 'wholesale',
    assignee: 'layla',
    tags: ['wholesale', 'feedback'],
    endedAgo: days(6),
    lines: [
      ...talk(`
        C: Hi, we run a food truck at festivals and need a machine that survives dust, heat and my brother
        A: That's the best specification I have read this year 😄 How many cups on a good day?
        C: 400-500 on a Saturday
        A: Then two Brava Pro side by side rather than a big one: if one stops, you still sell.
        A: Here is the data sheet.
      `),
      file('agent', 'DOCUMENT', 'brava-pro-data-sheet.pdf', 'Brava Pro data sheet.pdf'),
      rich('agent', 'CONTACT', {
        contacts: [
          {
            name: { first_name: 'Dean', last_name: 'Walsh', formatted_name: 'Dean Walsh' },
            org: { company: 'Brava Coffee' },
            phones: [{ phone: '+44 7700 900910', type: 'WORK', waId: '447700900910' }],
          },
        ],
      }),
      ...talk(`
        A =: Dean looks after machines in trucks, he can come and measure.
        C: Talked to Dean, he's great. We take two
        A: Wonderful. The offer is in your mailbox, valid for 30 days.
        C +2d: Signed!
        A: Welcome aboard. I'll send the delivery date on Monday.
      `),
    ],
  },
  {
    key: 'choosing by buttons',
    channel: 'WHATSAPP',
    contact: '447700900689',
    business: whatsapp,
    topic: 'Opening hours of the roastery',
    status: 'OPEN',
    assignee: 'bot',
    endedAgo: 17,
    lines: [
      ...talk(`C: Hello`),
      rich('bot', 'INTERACTIVE', {
        interactive: {
          type: 'BUTTON',
          header: { text: 'Brava Coffee', type: 'TEXT' },
          body: { text: 'Hello! What can I do for you?' },
          footer: { text: 'A person is here from 8:00 to 20:00' },
          action: {
            buttons: [
              { id: 'order', title: 'My order', type: 'BUTTON' },
              { id: 'hours', title: 'Opening hours', type: 'BUTTON' },
              { id: 'person', title: 'A person', type: 'BUTTON' },
            ],
          },
        },
      }),
      rich('customer', 'INTERACTIVE_BUTTON_REPLY', { id: 'hours', title: 'Opening hours' }),
      ...talk(`
        B: The roastery shop is open on weekdays from 9:00 to 18:00 and on Saturdays from 9:00 to 14:00.
        C: And are you open on the bank holiday?
        B: I'm not sure I understood. Shall I get somebody?
      `),
    ],
  },
]
