/** The client went away in the middle of its own request. Nobody's fault, and nobody is there to be told. */
export class ClientGoneError extends Error {}
