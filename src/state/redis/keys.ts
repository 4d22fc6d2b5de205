export interface Keys {
  /** What all keys of the account begin with. The braces are the hash tag by which a cluster keeps them together. */
  prefix(account: string): string
  /** The stream that names every entry of the account, in order. */
  log(account: string): string
}

export const createKeys = (namespace: string): Keys => {
  const prefix = (account: string) => `${namespace}:{${encodeURIComponent(account)}}:`
  return { prefix, log: (account) => `${prefix(account)}log` }
}
