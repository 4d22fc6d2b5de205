/**
 * Whether only the operator can have sent a browser to that `Host`. Whoever owns a name can point it at this machine
 * after a browser has loaded a page from it (DNS rebinding): to the browser, Parley is then that page's own server. An
 * address, `localhost` and a name of one label are nobody's to point; any other has to be one of `own`, without ports.
 * HTTP/1.0 may leave `Host` out, which no browser does.
 */
export const isOwnHost = (host: string | undefined, own: readonly string[]): boolean => {
  if (host === undefined) return true
  const name = URL.parse(`http://${host}`)?.hostname.replace(/\.$/, '') // an address comes out without its disguises
  if (name === undefined) return false
  const isAddress = name.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(name)
  return isAddress || !name.includes('.') || name.endsWith('.localhost') || own.includes(name)
}
