/**
 * Questions about rights, on their way to the upstream. After a restart thousands of subscribers come at once, and each
 * has one: so they wait for their turn, longer than other reads do, and those with the same credential are asked
 * together. Credentials take turns, so that one with thousands does not hold up the others.
 */
import { UpstreamOverloadedError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Pause } from '../kit/pause.ts'
import type { Viewer } from './viewer.ts'

/** Rejects as `Viewer.maySee` does, and with `UpstreamOverloadedError` when its turn did not come in time. */
export type Ask = (viewer: Viewer, account: string, conversationId: string | null) => Promise<boolean>

export interface QuestionLimits {
  /** Conversations that are asked for together. */
  readonly perBatch: number
  /** Batches under way at a time, per account: half of its places are for other reads. */
  readonly concurrency: number
  /** Milliseconds that a question waits for its turn. */
  readonly patience: number
}

export interface QuestionDeps {
  readonly now: () => Instant
  /** 0 to 1. */
  readonly random: () => number
  readonly pause: Pause
  readonly questionLimits?: Partial<QuestionLimits>
}

const isRefusedForNow = (result: PromiseSettledResult<boolean>): boolean =>
  result.status === 'rejected' && result.reason instanceof UpstreamOverloadedError

const defaultLimits: QuestionLimits = { perBatch: 25, concurrency: 8, patience: 20_000 }
/** Milliseconds until those whom there is no room for may try again: from this to twice this, by chance. */
const retryMs = 500

interface Question {
  readonly viewer: Viewer
  readonly conversationId: string | null
  readonly settle: (answer: Promise<boolean>) => void
  readonly timer: NodeJS.Timeout
}

interface Desk {
  /** By viewer; who was asked for last stands last. */
  readonly waiting: Map<string, Question[]>
  running: number
}

export const createQuestions = ({ now, random, pause, questionLimits }: QuestionDeps): Ask => {
  const limits = { ...defaultLimits, ...questionLimits }
  const desks = new Map<string, Desk>()
  const deskOf = (account: string): Desk => {
    const desk = desks.get(account) ?? { waiting: new Map(), running: 0 }
    desks.set(account, desk)
    return desk
  }

  const nextBatch = ({ waiting }: Desk): readonly Question[] => {
    const [next] = waiting
    if (!next) return []
    const [viewer, questions] = next
    const batch = questions.splice(0, limits.perBatch)
    waiting.delete(viewer)
    if (questions.length > 0) waiting.set(viewer, questions)
    return batch
  }
  const askTogether = async (account: string, batch: readonly Question[]): Promise<void> => {
    const [first] = batch
    if (!first) return
    for (const { timer } of batch) clearTimeout(timer)
    const until = now() + limits.patience
    for (;;) {
      const answers = batch.map(({ conversationId }) => first.viewer.maySee(account, conversationId))
      const results = await Promise.allSettled(answers)
      if (now() >= until || !results.some(isRefusedForNow)) {
        for (const [index, { settle }] of batch.entries()) settle(answers[index] as Promise<boolean>)
        return
      }
      await pause(retryMs * (1 + random()))
    }
  }
  const run = async (account: string, desk: Desk): Promise<void> => {
    if (desk.running >= limits.concurrency) return
    desk.running += 1
    for (let batch = nextBatch(desk); batch.length > 0; batch = nextBatch(desk))
      await askTogether(account, batch)
    desk.running -= 1
  }
  const giveUp = (desk: Desk, question: Question, account: string): void => {
    const questions = desk.waiting.get(question.viewer.key)
    questions?.splice(questions.indexOf(question), 1)
    if (questions?.length === 0) desk.waiting.delete(question.viewer.key)
    const retryAt = now() + retryMs * (1 + random())
    const reason = `Too many ask ${account} what they may see.`
    question.settle(Promise.reject(new UpstreamOverloadedError(reason, undefined, undefined, retryAt)))
  }

  return (viewer, account, conversationId) =>
    new Promise((settle) => {
      const desk = deskOf(account)
      const questions = desk.waiting.get(viewer.key) ?? []
      const timer = setTimeout(() => giveUp(desk, question, account), limits.patience)
      const question: Question = { viewer, conversationId, settle, timer }
      questions.push(question)
      desk.waiting.set(viewer.key, questions)
      if (desk.running < limits.concurrency) setImmediate(() => void run(account, desk)) // others may ask in this turn
    })
}
