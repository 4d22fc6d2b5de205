/** What contacts say when they are answered: a small set in the languages of the demo, chosen without chance. */
import { createHash } from 'node:crypto'

interface Phrases {
  /** Answers to a question. */
  readonly toQuestion: readonly string[]
  /** Answers to anything else. */
  readonly toStatement: readonly string[]
}

const languages = {
  en: {
    toQuestion: [
      'Yes, that works for me.',
      'Let me check and get back to you.',
      'Yes please!',
      'I think so, yes.',
      'Tomorrow would be better for me.',
    ],
    toStatement: [
      'Great, thank you!',
      'Perfect, thanks for the quick answer.',
      'Okay, I will wait then.',
      'Thanks, that helps a lot.',
      'Got it 👍',
    ],
  },
  es: {
    toQuestion: ['Sí, me viene bien.', 'Déjeme mirarlo y le digo.', '¡Sí, por favor!'],
    toStatement: [
      '¡Muchas gracias!',
      'Perfecto, gracias por responder tan rápido.',
      'Vale, quedo a la espera.',
    ],
  },
  hr: {
    toQuestion: ['Da, to mi odgovara.', 'Provjerit ću pa vam javim.', 'Da, molim vas!'],
    toStatement: ['Odlično, hvala!', 'Super, hvala na brzom odgovoru.', 'U redu, čekam.'],
  },
  ar: {
    toQuestion: ['نعم، هذا يناسبني.', 'سأتحقق وأعود إليكم.', 'نعم من فضلكم!'],
    toStatement: ['ممتاز، شكراً لكم!', 'شكراً على الرد السريع.', 'حسناً، سأنتظر.'],
  },
} as const satisfies Readonly<Record<string, Phrases>>

type Language = keyof typeof languages

const signs: readonly (readonly [Language, RegExp])[] = [
  ['ar', /\p{Script=Arabic}/u],
  ['hr', /[čćđ]|\b(hvala|narudžb\w*|dobar dan|molim)\b/iu],
  ['es', /[¿¡ñ]|\b(hola|gracias|pedido|quiero|buenos)\b/iu],
]

const languageOf = (text: string): Language => signs.find(([, sign]) => sign.test(text))?.[0] ?? 'en'

const isQuestion = (text: string): boolean => /[?？؟]/.test(text)

export interface Occasion {
  /** What the contact answers. */
  readonly text: string
  /** What the contact said before; tells the language. */
  readonly before: string
  /** The same for the same moment of the same conversation. */
  readonly moment: string
}

export const chooseReply = ({ text, before, moment }: Occasion): string => {
  const { toQuestion, toStatement } = languages[languageOf(before)]
  const choices: readonly string[] = isQuestion(text) ? toQuestion : toStatement
  return choices[numberOf(moment) % choices.length] ?? ''
}

/** A contact answers every question, and else the first of several messages. `position` counts them from 1. */
export const isAnswered = (text: string, position: number): boolean => isQuestion(text) || position === 1

/** Milliseconds until the contact answers: a second or a little more. */
export const answerDelay = (moment: string): number => 900 + (numberOf(`delay ${moment}`) % 500)

const numberOf = (name: string): number => createHash('sha256').update(name).digest().readUInt32BE(0)
