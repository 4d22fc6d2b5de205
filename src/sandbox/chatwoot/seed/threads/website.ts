/** The chat bubble on the shop's pages: bots, forms, cards, satisfaction surveys. */
import { bot, deleted, event, note, type Thread, template, them, us } from '../script.ts'
import { afterHistory } from './history.ts'

const browser = { browser: { browser_name: 'Chrome', platform_name: 'Windows' }, browser_language: 'en' }

export const websiteThreads = (): Thread[] => [
  {
    contact: 'visitor',
    inbox: 'website',
    agent: 'ben',
    assignee: 'bot',
    status: 'pending',
    endsAgo: 3,
    unread: 'all',
    additional: { ...browser, referer: 'https://www.acme.example/' },
    lines: [
      them('hello is anyone there'),
      template('Hi! You are talking to the Acme Assistant. What is this about?', {
        contentType: 'input_select',
        attributes: {
          items: [
            { title: 'My order', value: 'order' },
            { title: 'A product', value: 'product' },
            { title: 'Something else', value: 'other' },
          ],
        },
      }),
      them('A product', { gap: 1 }),
      bot('These are the three that most people ask about:', { gap: 0 }),
      bot('Ridgeline grinder, Gooseneck kettle, Pour-over stand', {
        gap: 0,
        contentType: 'cards',
        attributes: {
          items: [
            {
              title: 'Ridgeline grinder',
              description: '40 mm burrs, 31 steps. €129.00',
              media_url: 'https://www.acme.example/img/ridgeline.png',
              actions: [
                { type: 'link', text: 'See it', uri: 'https://www.acme.example/p/ridgeline' },
                { type: 'postback', text: 'Is it loud?', payload: 'NOISE_RIDGELINE' },
              ],
            },
            {
              title: 'Gooseneck kettle',
              description: '0.9 l, holds its temperature. €79.50',
              media_url: 'https://www.acme.example/img/gooseneck.png',
              actions: [{ type: 'link', text: 'See it', uri: 'https://www.acme.example/p/gooseneck' }],
            },
          ],
        },
      }),
      them('is the grinder loud? my flat has thin walls'),
    ],
  },
  {
    contact: 'kevin',
    inbox: 'website',
    agent: 'ben',
    status: 'resolved',
    labels: ['feedback'],
    endsAgo: 1500,
    additional: browser,
    lines: afterHistory(61, 24, [
      them('The new product pages are so much faster, well done!'),
      us('Thank you, the team will be delighted to hear that.'),
      template('Please rate the conversation', {
        contentType: 'input_csat',
        attributes: {
          submitted_values: { csat_survey_response: { rating: 5, feedback_message: 'Friendly as always' } },
        },
      }),
      event('Conversation was marked resolved by Ben'),
    ]),
  },
  {
    contact: 'harriet',
    inbox: 'website',
    agent: 'ana',
    status: 'open',
    priority: 'low',
    endsAgo: 340,
    additional: browser,
    custom: { is_gift: true },
    lines: [
      them('Hello, do you offer trade discounts for interior designers?'),
      template('Give us a few details and we come back to you:', {
        contentType: 'form',
        attributes: {
          items: [
            { name: 'company', type: 'text', label: 'Company', placeholder: 'Your studio' },
            { name: 'vat', type: 'text', label: 'VAT number' },
            {
              name: 'volume',
              type: 'select',
              label: 'Orders a year',
              options: [
                { label: 'Up to 10', value: '10' },
                { label: 'More', value: 'more' },
              ],
            },
          ],
          submitted_values: [
            { name: 'company', title: 'Company', value: 'Shaw Interiors' },
            { name: 'vat', title: 'VAT number', value: 'GB123456789' },
            { name: 'volume', title: 'Orders a year', value: 'more' },
          ],
        },
      }),
      us('Thank you Harriet! With that volume it is 12 %. I have sent the agreement to your e-mail.', {
        gap: 30,
      }),
      deleted('agent'),
      us('Sorry, wrong window. Ignore that last line 🙈'),
      them('Ha, no worries. Signed!', { repliesTo: 3 }),
    ],
  },
  {
    contact: 'visitorTwo',
    inbox: 'website',
    agent: 'farah',
    assignee: 'nobody',
    status: 'open',
    endsAgo: 11,
    unread: 'all',
    additional: { ...browser, browser_language: 'ar' },
    lines: [
      them('my basket empties itself every time I log in'),
      template('Could you leave us your e-mail, in case we get disconnected?', {
        contentType: 'input_email',
        attributes: { submitted_email: null },
      }),
      template('What did you do just before it happened?', { contentType: 'input_textarea' }),
      them('nothing special. logged in, basket gone. third time today', { gap: 2 }),
      them('hello??', { gap: 2 }),
    ],
  },
  {
    contact: 'pete',
    inbox: 'website',
    agent: 'ben',
    status: 'resolved',
    endsAgo: 7300,
    additional: browser,
    lines: afterHistory(62, 30, [
      them('How do I descale the kettle? The leaflet is in Swedish only 🇸🇪'),
      us('These should help:', {
        contentType: 'article',
        attributes: {
          items: [
            {
              title: 'Descaling your kettle',
              description: 'Vinegar, water, twenty minutes.',
              link: 'https://help.acme.example/descaling',
            },
            {
              title: 'All manuals',
              description: 'As PDF, in eight languages',
              link: 'https://help.acme.example/manuals',
            },
          ],
        },
      }),
      them('Dzięki! Worked.'),
      template('What is your loyalty number?', {
        contentType: 'input_text',
        attributes: { submitted_values: [{ name: 'loyalty', value: 'PL-88121' }] },
      }),
      event('Conversation was marked resolved by Ben'),
    ]),
  },
  {
    contact: 'regular',
    inbox: 'website',
    agent: 'ana',
    status: 'resolved',
    labels: ['billing'],
    endsAgo: 43_000,
    additional: browser,
    lines: [
      them('I was charged for express but it came after a week'),
      note('She is right: the carrier lost the express flag.'),
      us('That is not what you paid for. The €9.90 go back to your card today.'),
      them('thank you Ana'),
      event('Conversation was marked resolved by Ana'),
    ],
  },
]
