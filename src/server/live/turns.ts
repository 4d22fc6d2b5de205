/**
 * graphql-ws knows operations by their ids alone, and one that its client has left takes a moment to go. Another one of
 * that id would be taken for it meanwhile: be ended with it, or run twice and never end. So it waits until that is gone.
 */

/** Takes a message; of one that begins an operation the promise lasts as long as that. */
export type Take = (data: string) => Promise<void>

interface Turn {
  /** Resolves when it is over, whatever became of it. */
  over: Promise<unknown>
  /** The client wants no more of it. */
  isLeft: boolean
}

export const inTurn = (take: Take): Take => {
  const turns = new Map<string, Turn>()

  /** By itself, lest a message is kept for as long as its operation lasts. */
  const takeAfter = (former: Turn, turn: Turn, data: string): Promise<void> =>
    former.over.then(() => (turn.isLeft ? undefined : take(data)))

  const begin = (id: string, data: string, former: Turn | undefined): Promise<void> => {
    const turn: Turn = { isLeft: false, over: Promise.resolve() }
    const taken = former ? takeAfter(former, turn, data) : take(data)
    const leave = () => {
      if (turns.get(id) === turn) turns.delete(id)
    }
    turn.over = taken.then(leave, leave)
    turns.set(id, turn)
    return taken
  }

  return (data) => {
    const { type, id } = headOf(data)
    const turn = turns.get(id)
    if (type === 'complete' && turn) turn.isLeft = true
    if (type !== 'subscribe' || (turn && !turn.isLeft)) return take(data)
    return begin(id, data, turn)
  }
}

/** Empty for what graphql-ws refuses anyway. */
const headOf = (data: string): { readonly type: string; readonly id: string } => {
  try {
    const { type, id } = JSON.parse(data) as { readonly type?: unknown; readonly id?: unknown }
    return { type: String(type), id: String(id) }
  } catch {
    return { type: '', id: '' }
  }
}
