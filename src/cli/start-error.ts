/** Why something did not start, in one line for the operator. */
export class StartError extends Error {}

interface Listener {
  readonly host: string
  readonly port: number
  /** The variable that says which port. */
  readonly portSetting: string
}

/** The reason why nothing listens there; any other error comes back as it is. */
export const listenError = (error: unknown, { host, port, portSetting }: Listener): unknown => {
  const lineOf: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Set ${portSetting} to another one.`,
    EACCES: `Port ${port} on ${host} may not be opened by this user. Set ${portSetting} to one above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to one that it has.`,
    ENOTFOUND: `The host ${host} is not known. Set HOST to an address of this machine.`,
  }
  const line = lineOf[codeOf(error) ?? '']
  return line === undefined ? error : new StartError(line, { cause: error })
}

/** Of the system call that listens or looks up the host; a folder that may not be made has codes too. */
const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('syscall' in error && 'code' in error && /^(listen|getaddrinfo)$/.test(String(error.syscall))) {
    return String(error.code)
  }
  return codeOf(error.cause)
}
