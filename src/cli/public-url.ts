import ipaddr from 'ipaddr.js'

/** An address below which an upstream may post; without one it is undefined. */
export const publicUrlOf = (text: string): URL | undefined => {
  const url = URL.parse(text)
  const isOne = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  return isOne ? url : undefined
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
