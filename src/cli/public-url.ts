import ipaddr from 'ipaddr.js'

/** An address below which an upstream may post; without one it is undefined. */
export const publicUrlOf = (text: string): URL | undefined => {
  const url = URL.parse(text)
  const isOne = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  return isOne ? url : undefined
}

/** An address of anybody's for a terminal: without what may be a password or a key in it. */
export const shownAddress = (text: string): string => {
  const url = URL.parse(text)
  if (!url) return '[no address]'
  const host = url.username || url.password ? `[…]@${url.host}` : url.host
  return `${url.protocol}//${host}${url.pathname}${url.search && '?[…]'}`
}

/** What may keep an upstream from posting there, or others from not reading it; null when nothing can be seen. */
export const warningAbout = ({ hostname, protocol }: URL): string | null => {
  if (isPrivate(hostname.replace(/^\[|\]$/g, ''))) {
    return `${hostname} is an address in this machine or in a private network: only an upstream in the same network can post there.`
  }
  return protocol === 'http:'
    ? 'Over http, whoever is on the way can read what is posted, passwords included. Use https.'
    : null
}

const isPrivate = (host: string): boolean =>
  ipaddr.isValid(host)
    ? ipaddr.process(host).range() !== 'unicast'
    : !host.includes('.') || /(^|\.)(localhost|local|internal|lan|home\.arpa)$/.test(host)
