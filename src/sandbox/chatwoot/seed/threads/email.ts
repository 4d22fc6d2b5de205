/** Support by mail: subjects, quoted text, copies, a letter in German. */
import { event, note, type Thread, them, us } from '../script.ts'

/** What Chatwoot keeps of a mail beside its text. */
const mail = (subject: string, from: string, text: string, html?: string) => ({
  contentType: 'incoming_email',
  attributes: {
    email: {
      bcc: null,
      cc: null,
      content_type: html ? 'multipart/alternative' : 'text/plain',
      from: [from],
      to: ['support@acme.example'],
      subject,
      text_content: { full: text, reply: text, quoted: text },
      html_content: html ? { full: html, reply: html, quoted: html } : {},
      number_of_attachments: 0,
    },
    cc_emails: null,
    bcc_emails: null,
  },
})

const german =
  'Guten Tag,\n\nmeine Kaffeemühle mahlt seit gestern ungleichmäßig. Können Sie mir sagen, ob ich das Mahlwerk selbst tauschen kann?\n\nMit freundlichen Grüßen\nLena Vogel'
const french =
  'Bonjour,\n\nJe n’ai toujours pas reçu ma commande A-22817. Pouvez-vous vérifier ?\n\nMerci,\nNadia'

export const emailThreads: readonly Thread[] = [
  {
    contact: 'lena',
    inbox: 'email',
    agent: 'ana',
    status: 'open',
    endsAgo: 160,
    unread: 1,
    labels: ['returns'],
    additional: { mail_subject: 'Mahlwerk austauschen?', source: 'email', conversation_language: 'de' },
    lines: [
      them(german, {
        ...mail('Mahlwerk austauschen?', 'lena.vogel@post.example', german),
        attributes: {
          ...mail('Mahlwerk austauschen?', 'lena.vogel@post.example', german).attributes,
          translations: {
            en: 'Good day,\n\nmy coffee grinder has been grinding unevenly since yesterday. Can you tell me whether I can replace the burrs myself?\n\nKind regards\nLena Vogel',
            es: 'Buenos días:\n\nDesde ayer mi molinillo muele de forma irregular. ¿Pueden decirme si puedo cambiar las muelas yo misma?\n\nUn saludo\nLena Vogel',
            pt_BR:
              'Bom dia,\n\ndesde ontem meu moedor mói de forma irregular. Posso trocar as mós sozinha?\n\nAtenciosamente\nLena Vogel',
            ja: 'こんにちは。昨日からコーヒーミルの挽き目が不揃いです。刃は自分で交換できますか。\nレナ・フォーゲル',
          },
        },
      }),
      us(
        'Guten Tag Frau Vogel,\n\nja, das geht ohne Werkzeug. Ich schicke Ihnen ein neues Mahlwerk kostenlos zu; die Anleitung hängt an.\n\nViele Grüße\nAna Ruiz',
        {
          gap: 95,
          attachments: [
            { kind: 'pdf', name: 'mahlwerk-anleitung.pdf', text: 'Mahlwerk wechseln in vier Schritten' },
          ],
          attributes: { cc_emails: [], bcc_emails: [], to_emails: ['lena.vogel@post.example'] },
        },
      ),
      them(
        'Vielen Dank! Das ist wirklich großzügig. Die Lieferadresse ist dieselbe geblieben. 😊',
        mail('Re: Mahlwerk austauschen?', 'lena.vogel@post.example', 'Vielen Dank!'),
      ),
    ],
  },
  {
    contact: 'nadia',
    inbox: 'email',
    agent: 'ben',
    team: 'logistics',
    status: 'snoozed',
    snoozedFor: 20,
    labels: ['shipping'],
    priority: 'medium',
    endsAgo: 1210,
    additional: { mail_subject: 'Commande A-22817', source: 'email', conversation_language: 'fr' },
    lines: [
      them(
        french,
        mail('Commande A-22817', 'nadia.b@mail.example', french, `<p>${french.replaceAll('\n', '<br>')}</p>`),
      ),
      note('Parcel is at the depot in Lyon, "address incomplete". Waiting for the carrier.'),
      us('Bonjour Nadia,\n\nLe transporteur cherche votre colis. Je reviens vers vous demain.\n\nBen', {
        gap: 45,
      }),
      event('Conversation was snoozed by Ben'),
    ],
  },
  {
    contact: 'tina',
    inbox: 'email',
    agent: 'ana',
    assignee: 'nobody',
    status: 'open',
    endsAgo: 48,
    unread: 'all',
    additional: { mail_subject: 'PO 4471 <urgent> & quote', source: 'email' },
    lines: [
      them(
        'Hi,\r\n\r\nplease quote 200 mugs with our logo <b>on both sides</b> & delivery to two addresses.\r\n\r\nTina',
        {
          ...mail(
            'PO 4471 <urgent> & quote',
            'orders@tinaandco.example',
            'Hi, please quote 200 mugs',
            '<div>Hi,<br><br>please quote <b>200 mugs</b> with our logo &lt;b&gt;on both sides&lt;/b&gt; &amp; delivery to two addresses.</div>',
          ),
          attachments: [
            { kind: 'image', name: 'logo.png', width: 400, height: 400, hue: 330 },
            { kind: 'pdf', name: 'PO-4471 (final) #2.pdf', text: 'Purchase order 4471' },
          ],
        },
      ),
    ],
  },
  {
    contact: 'school',
    inbox: 'email',
    agent: 'dmitri',
    team: 'logistics',
    status: 'resolved',
    endsAgo: 20_500,
    additional: { mail_subject: 'Staff room machine', source: 'email' },
    lines: [
      them(
        'Dear all,\nthe machine in our staff room needs its yearly service. Which dates do you have?',
        mail('Staff room machine', 'office@stbrendan.example', 'Dear all'),
      ),
      us('Good morning,\nTuesday 10:00 or Thursday 14:30 would work.', { gap: 130 }),
      them('Thursday please. Parking is behind the gym.', { gap: 60 }),
      us('Booked.'),
      event('Conversation was marked resolved by Dmitri (warehouse)'),
    ],
  },
  {
    contact: 'noah',
    inbox: 'email',
    agent: 'ben',
    status: 'open',
    priority: 'urgent',
    labels: ['billing', 'legacy-import'],
    endsAgo: 400,
    additional: { mail_subject: 'Refund missing since three weeks', source: 'email' },
    lines: [
      them(
        'I have been waiting three weeks for my refund (A-21133). Please act.',
        mail('Refund missing since three weeks', 'noah.fischer@post.example', 'I have been waiting'),
      ),
      us('Hello Noah, I am sorry. I have it in front of me and it is released now.', {
        gap: 20,
        status: 'failed',
        attributes: { external_error: '550 5.1.1 The email account that you tried to reach does not exist' },
      }),
      note('Bounced. Calling him instead.'),
      us('Hello Noah, second attempt: your refund is released, you should see it tomorrow.', { gap: 15 }),
    ],
  },
  {
    contact: 'troll',
    inbox: 'email',
    agent: 'ana',
    assignee: 'nobody',
    status: 'resolved',
    labels: ['spam'],
    endsAgo: 9100,
    unread: 3,
    additional: { mail_subject: 'You WON!!!', source: 'email' },
    lines: [
      them('Congratulations dear sir, you WON a grinder!!! Click here'),
      them('Last chance'),
      them('LAST chance'),
      event('Ana has muted the conversation'),
    ],
  },
]
