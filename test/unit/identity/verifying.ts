/** A verifier of tokens, with an issuer of its own for each test of the file. */
import { afterEach, beforeEach } from 'vitest'
import type { TokenVerifier } from '../../../src/identity/grant.ts'
import type { KeySetConfig } from '../../../src/identity/key-set.ts'
import { createTokenVerifier, type TokenConfig } from '../../../src/identity/token.ts'
import { type Issuer, startIssuer } from '../../support/issuer.ts'

class Verifying {
  issuer!: Issuer
  verifier!: TokenVerifier
  now = 0
  /** What the verifier told of its keys. */
  readonly troubles: string[] = []
  readonly #config: Partial<TokenConfig>
  readonly #limits: Partial<KeySetConfig>

  constructor(config: Partial<TokenConfig>, limits: Partial<KeySetConfig>) {
    this.#config = config
    this.#limits = limits
  }

  async begin(): Promise<void> {
    this.now = Date.now()
    this.troubles.length = 0
    this.issuer = await startIssuer()
    this.start()
  }

  /** A verifier anew. */
  start(limits = this.#limits, config: Partial<TokenConfig> = {}): void {
    this.verifier = createTokenVerifier(
      { ...this.#config, keySet: { url: this.issuer.url, ...limits }, ...config },
      { now: () => this.now, onTrouble: (reason) => this.troubles.push(reason) },
    )
  }

  /** Null for a token that is good. */
  async errorOf(token: string): Promise<unknown> {
    try {
      await this.verifier.verify(token)
      return null
    } catch (error) {
      return error
    }
  }

  async end(): Promise<void> {
    await this.verifier.close()
    await this.issuer[Symbol.asyncDispose]()
  }
}

export const verifying = (config: Partial<TokenConfig> = {}, limits: Partial<KeySetConfig> = {}) => {
  const world = new Verifying(config, limits)
  beforeEach(() => world.begin())
  afterEach(() => world.end())
  return world
}
