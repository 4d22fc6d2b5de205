/** The text when it is an absolute http(s) URL: what comes from outside may be anything, `javascript:` included. */
export const httpUrlOrNull = (text: string | null | undefined): string | null => {
  const url = text == null ? null : URL.parse(text)
  return url && /^https?:$/.test(url.protocol) ? (text ?? null) : null
}
