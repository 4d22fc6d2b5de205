/** One thing that was looked at. Holds no credential, and of addresses only Parley's own. */
export interface Finding {
  /** The account's name, or `Parley`. */
  readonly about: string
  /** What was looked at, in a word: `address`, `clock`, `token`, `version`, `webhooks`, `state` … */
  readonly what: string
  /** `PROBLEM`: something that is configured does not work. `WARNING`: it works, and less well than it could. */
  readonly status: 'OK' | 'WARNING' | 'PROBLEM'
  readonly detail: string
  /** What to do about it; null when there is nothing to do. */
  readonly advice: string | null
}

/** What is said of one subject. */
export const findings = (about: string) => ({
  ok: (what: string, detail: string): Finding => ({ about, what, status: 'OK', detail, advice: null }),
  warning: (what: string, detail: string, advice: string): Finding => ({
    about,
    what,
    status: 'WARNING',
    detail,
    advice,
  }),
  problem: (what: string, detail: string, advice: string): Finding => ({
    about,
    what,
    status: 'PROBLEM',
    detail,
    advice,
  }),
})

export type Say = ReturnType<typeof findings>
