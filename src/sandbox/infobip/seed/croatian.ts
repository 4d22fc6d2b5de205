import { messengerPage, viber, whatsapp } from './addresses.ts'
import { days, file, hours, rich, type Thread, talk } from './script.ts'

export const croatian: readonly Thread[] = [
  {
    key: 'mlinac ne radi',
    channel: 'WHATSAPP',
    contact: '385915550142',
    business: whatsapp,
    topic: 'Mlinac se ne pali',
    status: 'OPEN',
    queue: 'repairs',
    assignee: 'ivana',
    tags: ['warranty', 'hrvatski'],
    metadata: { serialNumber: 'MILL-2-004417' },
    endedAgo: 55,
    lines: [
      ...talk(`
        C: Dobar dan, mlinac koji sam kupio prije tri mjeseca jutros se više ne pali
        A: Dobar dan, žao mi je zbog toga. Je li posuda za zrna do kraja okrenuta? Tamo je sigurnosna sklopka.
        C: Jest, klikne kao i inače, ali ništa
        A: Možete li mi poslati kratku snimku kad ga uključite?
      `),
      file('customer', 'VIDEO', 'mlinac.webm'),
      file('customer', 'AUDIO', 'zvuk-mlinca.wav', undefined, 0),
      ...talk(`
        A: Hvala! Čuje se da motor pokušava krenuti, nešto ga koči. Vjerojatno kamenčić među noževima.
        C: Kamenčić u kavi?
        A: Događa se, nažalost, i kod najboljih zrna. Servis je besplatan, dostavljač dolazi po njega.
        C: Može sutra iza 16 h?
        A: Može. Ilica 88, zar ne?
        C +1h: Tako je, drugi kat. Koliko će trajati popravak?
      `),
    ],
    notes: [{ by: 'ivana', text: 'Serija MILL-2 iz ožujka. Provjeriti noževe i sklopku.', afterLine: 6 }],
  },
  {
    key: 'r1 racun',
    channel: 'WHATSAPP',
    contact: '385985550277',
    business: whatsapp,
    topic: 'R1 račun za narudžbu BC-19844',
    status: 'SOLVED',
    queue: 'billing',
    assignee: 'sofia',
    tags: ['invoice', 'hrvatski'],
    endedAgo: days(2),
    lines: [
      ...talk(`
        C: Lijep pozdrav, trebao bi mi R1 račun za narudžbu BC-19844, zaboravio sam upisati OIB
        A: Pozdrav! Nema problema, pošaljite mi OIB i točan naziv tvrtke.
        C: Obrt Šibenka, OIB 12345678903
        A: Hvala, evo ispravljenog računa.
      `),
      file('agent', 'DOCUMENT', 'racun-BC-19844-R1.pdf', 'Račun BC-19844 R1.pdf'),
      ...talk(`
        C: Super, hvala na brzini!
        A: Nema na čemu. Ugodan dan i ukusnu kavu ☕
      `),
    ],
  },
  {
    key: 'dostava viber',
    channel: 'VIBER',
    contact: '385955550333',
    business: viber,
    topic: 'Promjena adrese dostave',
    status: 'WAITING',
    queue: 'orders',
    assignee: 'ana',
    tags: ['address.change', 'hrvatski'],
    endedAgo: hours(7),
    lines: [
      ...talk(`
        C: Bok, danas mi dolazi paket a ja sam na moru 🏖️ može li na drugu adresu?
        A: Bok Petra! Može, ako javimo vozaču prije 11. Kamo?
      `),
      rich('customer', 'LOCATION', {
        latitude: 43.5081,
        longitude: 16.4402,
        locationName: 'Riva',
        address: 'Obala Hrvatskog narodnog preporoda 7, Split',
      }),
      ...talk(`
        C =: kod tete, prezime Jurić
        A: Javila sam, vozač ga prosljeđuje u Split. Stiže sutra prije podne.
        C: Hvala ti puno!
        A +2h: Samo da provjerim: je li teta kod kuće između 9 i 12?
      `),
    ],
  },
  {
    key: 'viber klub',
    channel: 'VIBER',
    contact: '385915550481',
    business: viber,
    status: 'SOLVED',
    priority: 'LOW',
    assignee: 'ivana',
    tags: ['feedback', 'hrvatski'],
    endedAgo: days(9),
    lines: [
      file('system', 'IMAGE', 'klub-ljubitelja-kave.png', 'Novo u klubu: etiopska zrna, -15 % do nedjelje'),
      ...talk(`
        C +1h: Vrijedi li popust i za mljevenu?
        A: Vrijedi, samo u napomenu upišite za što je meljemo.
        C: Za džezvu. Hvala!
      `),
    ],
  },
  {
    key: 'pohvala',
    channel: 'FACEBOOK_MESSENGER',
    contact: '5120044871239904',
    business: messengerPage,
    topic: 'Pohvala za servis',
    status: 'CLOSED',
    assignee: 'ivana',
    tags: ['feedback', 'hrvatski'],
    endedAgo: days(41),
    lines: talk(`
      C: Samo da pohvalim vaš servis, aparat se vratio kao nov i još ste očistili kamenac!
      A: Hvala vam od srca, prenijet ću majstoru Anti 😊
      C: Obavezno! I recite mu da ga pozdravlja Đurđa iz Čakovca
      A: Hoću. Čujemo se kad zatreba!
    `),
  },
]
