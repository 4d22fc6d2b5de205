/** Cards in the shapes of Infobip's own examples: the inverse of `map/cards.ts`, channel by channel. */
import type { JsonObject } from '../../../domain/json.ts'
import type { OutgoingCardAction, OutgoingCards } from '../../../domain/outgoing.ts'

type Cards = OutgoingCards['cards']
type Card = Cards[number]

export interface CardsBody {
  readonly contentType: string
  readonly content: JsonObject
}

/** Undefined where the channel has no cards, or none that hold these. */
export const cardsBody = (channel: string, cards: Cards): CardsBody | undefined => writers[channel]?.(cards)

const writers: Readonly<Record<string, (cards: Cards) => CardsBody | undefined>> = {
  LIVE_CHAT: (cards) => ({
    contentType: 'LC_CAROUSEL',
    content: {
      cards: cards.map((card) => ({
        title: card.title,
        ...told('description', card.description),
        ...told('imageUrl', card.mediaUrl),
        cardActions: card.actions.map((action) => ({
          title: action.label,
          postbackData: action.url ?? payloadOf(action),
          type: action.url === null ? 'POSTBACK_DATA' : 'URL',
        })),
      })),
    },
  }),

  FACEBOOK_MESSENGER: (cards) => ({
    contentType: 'FACEBOOK_TEMPLATE',
    content: { payload: { type: 'GENERIC', elements: elements(cards, 'url') } },
  }),

  INSTAGRAM_MESSAGING: (cards) => ({
    contentType: 'INSTAGRAM_TEMPLATE',
    content: { payload: { type: 'GENERIC', elements: elements(cards, 'payload') } },
  }),

  LINE: (cards) => ({
    contentType: 'LINE_TEMPLATE',
    content: {
      altText: cards.map(({ title }) => title).join('\n'),
      template: {
        type: 'CAROUSEL',
        columns: cards.map(
          (card): JsonObject => ({
            ...told('thumbnailImageUrl', card.mediaUrl),
            title: card.title,
            text: card.description ?? card.title,
            actions: card.actions.map(
              (action): JsonObject =>
                action.url === null
                  ? { type: 'POSTBACK', label: action.label, data: payloadOf(action) }
                  : { type: 'URI', label: action.label, uri: action.url },
            ),
          }),
        ),
      },
    },
  }),

  WHATSAPP: ([card, ...others]) => (card && others.length === 0 ? interactive(card) : undefined),
}

/** WhatsApp has one card a message, with up to three buttons to reply with or with one link. */
const interactive = (card: Card): CardsBody | undefined => {
  const { actions, mediaUrl, title, description } = card
  const [first, ...others] = actions
  const text = mediaUrl === null ? (description ?? title) : lines(title, description)
  const header: JsonObject =
    mediaUrl !== null
      ? { header: { type: 'IMAGE', url: mediaUrl } }
      : description === null
        ? {}
        : { header: { type: 'TEXT', text: title } }
  const body = (type: string, action: JsonObject): CardsBody => ({
    contentType: 'INTERACTIVE',
    content: { interactive: { type, ...header, body: { text }, action } },
  })
  if (!first) return undefined
  if (first.url !== null) {
    return others.length === 0 ? body('URL_BUTTON', { displayText: first.label, url: first.url }) : undefined
  }
  if (actions.length > 3 || actions.some(({ url }) => url !== null)) return undefined
  return body('BUTTON', {
    buttons: actions.map((action) => ({ id: payloadOf(action), title: action.label, type: 'BUTTON' })),
  })
}

/** The two channels differ in where a button has its link. */
const elements = (cards: Cards, linkKey: 'url' | 'payload'): readonly JsonObject[] =>
  cards.map((card) => ({
    title: card.title,
    ...told('subtitle', card.description),
    ...told('imageUrl', card.mediaUrl),
    ...(card.actions.length > 0
      ? {
          buttons: card.actions.map((action) =>
            action.url === null
              ? { title: action.label, payload: payloadOf(action), type: 'POSTBACK' }
              : { title: action.label, [linkKey]: action.url, type: 'URL' },
          ),
        }
      : {}),
  }))

/** What comes back when a button is pressed: without a payload, what it says. */
const payloadOf = ({ payload, label }: OutgoingCardAction): string => payload ?? label

const told = (key: string, value: string | null): JsonObject => (value === null ? {} : { [key]: value })

const lines = (...texts: readonly (string | null)[]): string =>
  texts.filter((text) => text !== null).join('\n')
