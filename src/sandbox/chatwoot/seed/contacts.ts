import type { Sql } from '../../sql.ts'

export interface SeedContact {
  readonly name: string
  readonly email?: string
  readonly phone?: string
  readonly identifier?: string
  readonly isBlocked?: boolean
  readonly account?: number
  readonly additional?: Readonly<Record<string, unknown>>
  /** `unreachable: true`: the sandbox lets every message to this contact fail. */
  readonly custom?: Readonly<Record<string, unknown>>
}

const place = (city: string, country: string, code: string, company?: string) => ({
  city,
  country,
  country_code: code,
  ...(company && { company_name: company }),
})

/** Their order is their id, from 1. */
export const contacts = {
  lakeside: {
    name: 'Maya Lindqvist',
    email: 'maya@lakesidecoffee.example',
    phone: '+46701740615',
    additional: place('Gothenburg', 'Sweden', 'SE', 'Lakeside Coffee AB'),
    custom: { plan: 'wholesale', since: '2023-04-02' },
  },
  hotel: {
    name: 'Tomás Herrera',
    phone: '+34655123456',
    identifier: 'tg-therrera',
    additional: place('Valencia', 'Spain', 'ES', 'Hotel Azahar'),
  },
  developer: {
    name: 'Jo Okafor',
    email: 'jo@brewbook.example',
    identifier: 'brewbook-7731',
    additional: place('Leeds', 'United Kingdom', 'GB', 'Brewbook'),
    custom: { plan: 'partner', seats: 12 },
  },
  regular: {
    name: 'Grace Whitfield',
    email: 'grace.whitfield@mail.example',
    additional: place('Portland', 'United States', 'US'),
    custom: { loyalty_points: 1840 },
  },
  gallery: {
    name: 'Priya Raman',
    email: 'priya@thirdspace.example',
    additional: place('Bristol', 'United Kingdom', 'GB', 'Third Space Gallery'),
  },
  sam: { name: 'Sam Lee', phone: '+15550133', additional: place('Austin', 'United States', 'US') },
  lena: {
    name: 'Lena Vogel',
    email: 'lena.vogel@post.example',
    additional: place('Leipzig', 'Germany', 'DE'),
  },
  omar: {
    name: 'عمر الحداد',
    phone: '+962790001122',
    additional: place('Amman', 'Jordan', 'JO'),
  },
  yuki: { name: '佐藤 由紀', identifier: 'line-yuki', additional: place('Osaka', 'Japan', 'JP') },
  kevin: { name: 'Kevin Doyle', email: 'kdoyle@mail.example', custom: { unreachable: true } },
  nadia: { name: 'Nadia Benali', email: 'nadia.b@mail.example', phone: '+33612345678' },
  luis: { name: 'Luis Ferreira', phone: '+351912000111', additional: place('Porto', 'Portugal', 'PT') },
  harriet: { name: 'Harriet Shaw', email: 'harriet@shawinteriors.example' },
  visitor: { name: 'quiet-meadow-418' },
  pete: { name: 'Pete Nowak', email: 'pete.nowak@mail.example', phone: '+48501222333' },
  aisha: { name: 'Aisha Bello', phone: '+2348035550101' },
  carmen: { name: 'Carmen Soto', phone: '+525511223344', additional: place('Mexico City', 'Mexico', 'MX') },
  noah: { name: 'Noah Fischer', email: 'noah.fischer@post.example' },
  zoe: { name: 'Zoë Martens', identifier: 'ig-zoemartens' },
  troll: { name: 'BestDeals4U', email: 'win@bestdeals.example', isBlocked: true },
  ingrid: { name: 'Ingrid Dahl', email: 'ingrid.dahl@post.example', phone: '+4790011223' },
  marcus: { name: "Marcus O'Neill", identifier: 'app-user-20418', email: 'marcus@mail.example' },
  tina: { name: 'Tina & Co. <orders>', email: 'orders@tinaandco.example' },
  ravi: { name: 'Ravi Menon', identifier: 'app-user-20977' },
  elif: { name: 'Elif Yılmaz', phone: '+905321112233' },
  chloe: { name: 'Chloé Dubois 🌻', identifier: 'fb-chloe' },
  george: { name: 'George Papadakis', phone: '+306900112233', custom: { unreachable: true } },
  hana: { name: 'Hana Kim', identifier: 'tt-hanamakescoffee' },
  school: { name: 'Office, St. Brendan School', email: 'office@stbrendan.example' },
  visitorTwo: { name: 'brave-river-92' },
  janet: { name: 'Janet Kowalczyk', email: 'janet.k@mail.example', identifier: 'app-user-19002' },
  dirk: { name: 'Dirk Janssen', phone: '+31612340000' },
  ola: { name: 'Ola Nordmann', email: 'ola@mail.example', account: 2 },
  rosa: { name: 'Rosa Marino', phone: '+393331234567', account: 2 },
} as const satisfies Readonly<Record<string, SeedContact>>

export type ContactKey = keyof typeof contacts
const contactKeys = Object.keys(contacts) as ContactKey[]
export const contactId = (key: ContactKey): number => contactKeys.indexOf(key) + 1

/** `timesOf`: first and last activity of a contact; nobody is without a thread. */
export const seedContacts = (
  sql: Sql,
  timesOf: (key: ContactKey) => { first: number; last: number },
): void => {
  for (const key of contactKeys) {
    const contact: SeedContact = contacts[key]
    const { first, last } = timesOf(key)
    sql.insert('chatwoot_contacts', {
      id: contactId(key),
      account_id: contact.account ?? 1,
      name: contact.name,
      email: contact.email ?? null,
      phone_number: contact.phone ?? null,
      identifier: contact.identifier ?? null,
      blocked: contact.isBlocked ? 1 : 0,
      additional_attributes: JSON.stringify(contact.additional ?? {}),
      custom_attributes: JSON.stringify(contact.custom ?? {}),
      last_activity_at: last,
      created_at: first,
    })
  }
}
