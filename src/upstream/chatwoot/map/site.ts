/** Which account the objects belong to, and where its dashboard is. */
export interface Site {
  /** The account's configured name. */
  readonly account: string
  /** `https://chat.example.com/app/accounts/1` */
  readonly dashboardUrl: string
}

/** Chatwoot writes `""` for an avatar or a thumbnail that is not there. */
export const presentOrNull = (text: string | null | undefined): string | null => text || null
