import { type Episode, file, talk } from './script.ts'

export const croatianWeeks: readonly Episode[] = [
  ({ kilos, bags, order }) =>
    talk(`
      C: Dobro jutro, molim ${kilos} kg kućne mješavine i ${bags} vrećice bez kofeina
      A: Dobro jutro Zoro! Narudžba ${order}, kreće danas.
      C: Može li račun odmah uz paket?
      A: Može, stavit ću ga u kutiju.
      C: Hvala lijepa
      A: I vama!
    `),
  ({ time }) =>
    talk(`
      C: Dostava je stigla u ${time}, a mi otvaramo u šest 😕
      A: Oprostite, vozač je nov i krenuo je drugim putem. Javit ću mu.
      C: Bez brige, imali smo još od jučer
      A: Hvala na strpljenju. Sljedeći put ste prvi na redu.
      C: Dogovoreno
    `),
  ({ amount, order }) => [
    ...talk(`
      C: Na računu za ${order} piše ${amount} €, a dogovorili smo popust
      A: U pravu ste, zaboravila sam ga upisati. Evo novog.
    `),
    file('agent', 'DOCUMENT', 'racun.pdf', 'Račun.pdf', 0),
    ...talk(`
      C: Sad je u redu, plaćam danas
      A: Hvala vam!
    `),
  ],
  ({ bags }) => [
    ...talk(`C: Pogledajte što su nam nacrtali u pjeni ☺️`),
    file('customer', 'IMAGE', 'srce-u-pjeni.png', undefined, 0),
    ...talk(`
      A: Prekrasno! Smijemo li sliku staviti na našu stranicu?
      C: Naravno, samo napišite da je iz Pekare Zora
      A: Hoću. Za nagradu vam šaljem ${bags} vrećice novog prženja.
      C: Jupi!
    `),
  ],
  ({ kilos }) =>
    talk(`
      C: Za blagdane ćemo trebati više, recimo ${kilos + 5} kg. Do kad moram javiti?
      A: Do petka u podne, pa stiže u ponedjeljak.
      C: Onda odmah naručujem
      A: Upisano. Želite li i poklon-vrećice?
      C: Deset komada, molim
      A: Dodala sam ih 🎁
    `),
]
