/** Facebook, Instagram, Telegram, TikTok, LINE. */
import { deleted, event, note, type Thread, them, us } from '../script.ts'
import { afterHistory } from './history.ts'

export const socialThreads = (): Thread[] => [
  {
    contact: 'chloe',
    inbox: 'facebook',
    agent: 'chiara',
    status: 'open',
    endsAgo: 55,
    unread: 1,
    labels: ['feedback'],
    lines: afterHistory(66, 28, [
      them('J’adore votre nouvelle boutique 🌻🌻'),
      us('Merci Chloé ! On a hâte de vous y voir.'),
      them('Regardez', {
        attachments: [
          { kind: 'fallback', title: 'Acme Store opens in Lyon', url: 'https://news.example/acme-lyon' },
        ],
      }),
      us('Oh, we are in the paper! 😄'),
      them('👨‍👩‍👧‍👦 On viendra tous samedi'),
    ]),
  },
  {
    contact: 'zoe',
    inbox: 'instagram',
    agent: 'chiara',
    status: 'open',
    endsAgo: 3100,
    lines: [
      them('Is the mug from your story for sale?', {
        attributes: { story_sender: 'acme.store', story_id: '17900012345', image_type: 'story_reply' },
      }),
      us('It is! Twelve left.'),
      deleted('contact'),
      them('Ordered two 💙'),
      us('💙💙', { repliesTo: 1 }),
    ],
  },
  {
    contact: 'hana',
    inbox: 'tiktok',
    agent: 'chiara',
    status: 'open',
    endsAgo: 130,
    unread: 2,
    lines: afterHistory(67, 30, [
      them('hii can I get a sample for a video?'),
      us('Hi Hana! How many people follow you?'),
      them('82k, mostly coffee nerds', { skew: 45 }),
      us('Then yes 😄 which one?', { skew: -40 }),
      them('the cold brew jug'),
      note('Marketing says ok, one jug.'),
      us('It is yours. Where shall it go?'),
      them('sent you the address by mail'),
      them('thank youuu', { skew: -30, gap: 0 }),
    ]),
  },
  {
    contact: 'yuki',
    inbox: 'line',
    agent: 'chiara',
    status: 'open',
    endsAgo: 700,
    labels: ['shipping'],
    additional: { conversation_language: 'ja' },
    lines: [
      them('こんにちは。注文した豆がまだ届きません。', {
        attributes: {
          translations: {
            en: 'Hello. The beans I ordered have not arrived yet.',
            es: 'Hola. Los granos que pedí todavía no han llegado.',
            de: 'Hallo. Die bestellten Bohnen sind noch nicht angekommen.',
            ar: 'مرحباً. لم تصل حبوب القهوة التي طلبتها بعد.',
          },
        },
      }),
      us('ご連絡ありがとうございます。注文番号を教えていただけますか？'),
      them('A-27144 です'),
      us('税関で止まっていました。明日お届けできます。', { gap: 35 }),
      them('ありがとうございます🙇'),
      us('こちらこそ、お待たせして申し訳ありません。'),
    ],
  },
  {
    contact: 'hotel',
    inbox: 'telegram',
    agent: 'ben',
    assignee: 'nobody',
    team: 'customer support',
    status: 'resolved',
    endsAgo: 88_000,
    additional: { conversation_language: 'es' },
    lines: [
      them('¿Hola? ¿Es este el canal para hoteles?'),
      us('¡Sí! Bienvenido.', { agent: 'chiara' }),
      event('Conversation was marked resolved by Chiara Conti'),
    ],
  },
  {
    contact: 'dirk',
    inbox: 'telegram',
    agent: 'chiara',
    assignee: 'nobody',
    status: 'open',
    endsAgo: 8,
    unread: 'all',
    lines: [
      them('Hoi! Do you still have the red one?'),
      them(null, { attachments: [{ kind: 'audio', name: 'voice_2026-11-20.wav', seconds: 3 }] }),
      them(null, { attachments: [{ kind: 'video', name: 'kitchen-tour.mp4' }] }),
    ],
  },
]
