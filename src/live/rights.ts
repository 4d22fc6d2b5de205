import { ForbiddenError, NotFoundError, UnauthenticatedError } from '../domain/errors.ts'
import { rememberLast } from '../kit/remember-last.ts'
import { createQuestions, type QuestionDeps } from './questions.ts'
import type { Viewer } from './viewer.ts'

/**
 * Whether a viewer may see a conversation, or (null) anything of the account, as far as known for at most a minute.
 * Rejects when the upstream cannot tell, and with `UpstreamOverloadedError` when too many others ask.
 */
export type MaySee = (viewer: Viewer, account: string, conversationId: string | null) => Promise<boolean>

export interface Rights {
  readonly maySee: MaySee
  /** The same as far as known now, without asking; undefined where it is not. */
  known(viewer: Viewer, account: string, conversationId: string | null): boolean | undefined
  /** What was answered may be over: the next question is asked anew. */
  forget(viewer: Viewer, account: string, conversationId: string | null): void
  /** Answers in mind. */
  size(): number
}

export interface RightsDeps extends QuestionDeps {
  /** Milliseconds that a yes is good for. */
  readonly yesMs?: number
  /** Milliseconds that a no is good for: short, because a conversation can come to somebody at any time. */
  readonly noMs?: number
  /** How many answers are kept in mind. */
  readonly limit?: number
}

interface Answer {
  until: number
  isAllowed?: boolean
  readonly answer: Promise<boolean>
}

/** One question a minute for each credential and conversation, however many subscribers have the same. */
export const createRights = (deps: RightsDeps): Rights => {
  const { now, yesMs = 60_000, noMs = 5_000, limit = 50_000 } = deps
  const askInTurn = createQuestions(deps)
  const answers = new Map<string, Answer>()

  const makeRoom = (): void => {
    if (answers.size < limit) return
    for (const [key, { until }] of answers) if (until <= now()) answers.delete(key)
    for (const key of answers.keys()) {
      if (answers.size < limit) return
      answers.delete(key)
    }
  }

  const ask = (key: string, question: () => Promise<boolean>): Promise<boolean> => {
    makeRoom()
    const askedAt = now()
    const entry: Answer = { until: askedAt + yesMs, answer: answerTo(question) }
    answers.delete(key)
    answers.set(key, entry)
    const forget = () => {
      if (answers.get(key) === entry) answers.delete(key)
    }
    entry.answer.then((isAllowed) => {
      entry.isAllowed = isAllowed
      if (!isAllowed) entry.until = askedAt + noMs
    }, forget)
    return entry.answer
  }

  return {
    known: (viewer, account, conversationId) => {
      const known = answers.get(keyOf(viewer, account, conversationId))
      return known && known.until > now() ? known.isAllowed : undefined
    },
    maySee: (viewer, account, conversationId) => {
      const key = keyOf(viewer, account, conversationId)
      const known = answers.get(key)
      if (known && known.until > now()) return known.answer
      return ask(key, () => askInTurn(viewer, account, conversationId))
    },
    forget: (viewer, account, conversationId) => {
      answers.delete(keyOf(viewer, account, conversationId))
    },
    size: () => answers.size,
  }
}

const keyOf = ({ key }: Viewer, account: string, conversationId: string | null): string =>
  writeKey(key, account, conversationId ?? '')

/** Neither hashes nor names of accounts have a space in them. */
const writeKey = rememberLast(
  (viewerKey: string, account: string, conversationId: string) => `${viewerKey} ${account} ${conversationId}`,
)

/** A credential that is refused may see nothing. */
const answerTo = async (question: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await question()
  } catch (error) {
    const isNo =
      error instanceof NotFoundError ||
      error instanceof ForbiddenError ||
      error instanceof UnauthenticatedError
    if (isNo) return false
    throw error
  }
}
