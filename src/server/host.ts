/**
 * Whether a `Host` header is a name or an address, with a port or without: links are made from it, and libraries take
 * it for part of a URL. HTTP/1.0 may leave it out.
 */
export const isHost = (host: string | undefined): boolean =>
  host === undefined ||
  (/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(host) && URL.canParse(`http://${host}`))
