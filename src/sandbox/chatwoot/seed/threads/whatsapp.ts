/** WhatsApp and SMS: short lines, photos, voice, places, an answering window. */
import { event, note, type Thread, template, them, us } from '../script.ts'
import { afterHistory } from './history.ts'

export const whatsappThreads = (): Thread[] => [
  {
    contact: 'sam',
    inbox: 'whatsapp',
    agent: 'ana',
    status: 'open',
    labels: ['billing'],
    endsAgo: 31,
    lines: [
      them('Hi, I was billed twice for A-23310'),
      us('Hi Sam! Looking at it right now.'),
      note('Double capture, same as Lakeside last month.'),
      us('You are right. The second one is cancelled, your bank may show it until tomorrow.', {
        repliesTo: 3,
      }),
      them('Thanks! And when does it ship?'),
      us('Your order ships today', {
        repliesTo: 1,
        status: 'delivered',
        attachments: [{ kind: 'image', name: 'label.png', width: 640, height: 480, hue: 45 }],
      }),
    ],
  },
  {
    contact: 'omar',
    inbox: 'whatsapp',
    agent: 'ben',
    status: 'open',
    labels: ['shipping'],
    endsAgo: 95,
    unread: 1,
    additional: { conversation_language: 'ar' },
    lines: [
      them('السلام عليكم، هل توصلون إلى عمّان؟', {
        attributes: {
          translations: {
            en: 'Peace be upon you, do you deliver to Amman?',
            es: 'La paz sea con usted, ¿hacen envíos a Amán?',
            de: 'Friede sei mit Ihnen, liefern Sie nach Amman?',
            fr: 'Paix sur vous, livrez-vous à Amman ?',
          },
        },
      }),
      us('وعليكم السلام! نعم، التوصيل خلال خمسة أيام عمل.'),
      them('ممتاز 👌 وكم تكلفة الشحن؟'),
      us('١٢ ديناراً، ومجاني للطلبات فوق ١٠٠ دينار.'),
      them('هذا عنواني', {
        attachments: [{ kind: 'location', title: 'شارع الرينبو', lat: 31.9516, long: 35.9239 }],
      }),
    ],
  },
  {
    contact: 'luis',
    inbox: 'whatsapp',
    agent: 'ben',
    status: 'open',
    priority: 'urgent',
    endsAgo: 2100,
    lines: afterHistory(63, 26, [
      them('My order arrived at the neighbour and he is on holiday 🤦'),
      us('Oh no. When is he back?'),
      them('In three weeks!!'),
      us('I send you a new one, and we collect the other when he is back.', {
        gap: 12,
        status: 'failed',
        attributes: { external_error: '131047: Re-engagement message' },
      }),
      note('The 24 hours are over. Sending the template instead.'),
      us('Hello Luis, there is news about your order A-24871. Reply to this message to hear more.', {
        gap: 1600,
        additional: {
          template_params: {
            name: 'order_shipped',
            category: 'UTILITY',
            language: 'en',
            processed_params: { body: { '1': 'A-24871' } },
          },
        },
      }),
    ]),
  },
  {
    contact: 'aisha',
    inbox: 'whatsapp',
    agent: 'ana',
    assignee: 'nobody',
    team: 'customer support',
    status: 'open',
    endsAgo: 17,
    unread: 'all',
    lines: [
      them('Good afternoon'),
      them('I want the copper kettle, the one from the window'),
      them(null, {
        attachments: [{ kind: 'image', name: 'IMG-20261120-WA0007.png', width: 480, height: 640, hue: 25 }],
      }),
      them('This one'),
      them('Is it still available?'),
      them('I can come today'),
      them('Before 5'),
      them('Or tomorrow morning'),
      them('My sister can also come'),
      them('She lives near your shop'),
      them('Just tell me the price'),
      them('🙏🏾'),
    ],
  },
  {
    contact: 'carmen',
    inbox: 'whatsapp',
    agent: 'ben',
    status: 'pending',
    endsAgo: 610,
    labels: ['returns'],
    additional: { conversation_language: 'es' },
    lines: [
      them('Hola, quiero cambiar la prensa por una más grande'),
      us('¡Hola Carmen! Claro. ¿La de un litro?', { gap: 8 }),
      them('Sí, la de un litro en negro', {
        attributes: {
          translations: { en: 'Yes, the one-litre one in black', de: 'Ja, die mit einem Liter in Schwarz' },
        },
      }),
      us('Perfecto, la diferencia son $180. Te mando el enlace de pago.'),
      them('Listo, pagado ✅'),
      us('Recibido. Sale mañana y recogemos la otra en la misma visita.'),
      event('Conversation was marked as pending by Ben'),
    ],
  },
  {
    contact: 'elif',
    inbox: 'whatsapp',
    agent: 'dmitri',
    team: 'logistics',
    status: 'open',
    priority: 'high',
    labels: ['shipping'],
    endsAgo: 260,
    lines: afterHistory(64, 22, [
      them('Merhaba, the courier says the parcel is too heavy for my building?'),
      us('Hello Elif, it is the big grinder, 31 kg. Is there a lift?'),
      them('No lift, fourth floor 😅'),
      us('Then two people will come on Friday, no extra cost.'),
      them('çok teşekkürler!'),
      us('They will call an hour before.', { status: 'sent' }),
    ]),
  },
  {
    contact: 'george',
    inbox: 'sms',
    agent: 'dmitri',
    status: 'open',
    endsAgo: 1900,
    lines: [
      them('PICKUP A-25590 WHEN?'),
      us('Today until 18:00 at the side entrance, please bring an ID.'),
      them('OK'),
      them('WAS CLOSED. 17:40!!', { gap: 420 }),
      us('I am sorry George. I will wait for you tomorrow until you are here.', { gap: 15 }),
    ],
  },
  {
    contact: 'ingrid',
    inbox: 'sms',
    agent: 'ana',
    status: 'resolved',
    endsAgo: 31_000,
    lines: [
      template(
        'Acme: your parcel A-20977 arrives tomorrow between 9 and 12. Reply 1 to confirm, 2 to move it.',
      ),
      them('1'),
      event('Conversation was marked resolved by Ana'),
    ],
  },
  {
    contact: 'sam',
    inbox: 'whatsapp',
    agent: 'ben',
    status: 'resolved',
    endsAgo: 51_000,
    lines: afterHistory(65, 40, [
      them('All good now, you can close this'),
      us('Thanks Sam!'),
      event('Conversation was marked resolved by Ben'),
    ]),
  },
]
