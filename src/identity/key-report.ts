/** What a set of keys is good for, as tokens are checked with it. */
import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { publicKeyAlgorithms } from './algorithms.ts'

export type KeyReport =
  | {
      readonly count: number
      /** How many of them check tokens. */
      readonly usable: number
      /** What tokens that they check may be signed by. */
      readonly algorithms: readonly string[]
    }
  /** Why the keys could not be had, without an address. */
  | { readonly trouble: string }

/** Bits of an RSA key; with fewer it checks nothing (RFC 7518). */
const minModulus = 2_048

export const reportOf = async ({ keys }: JSONWebKeySet): Promise<KeyReport> => {
  const found = await Promise.all(keys.map((key) => algorithmsOf(key)))
  const algorithms = publicKeyAlgorithms.filter((name) => found.some((names) => names.includes(name)))
  return { count: keys.length, usable: found.filter((names) => names.length > 0).length, algorithms }
}

const algorithmsOf = async (key: JSONWebKeySet['keys'][number]): Promise<readonly string[]> => {
  const find = createLocalJWKSet({ keys: [key] })
  const fits = await Promise.all(
    publicKeyAlgorithms.map((alg) =>
      find({ alg }).then(
        ({ algorithm }) => !('modulusLength' in algorithm) || Number(algorithm.modulusLength) >= minModulus,
        () => false,
      ),
    ),
  )
  return publicKeyAlgorithms.filter((_, at) => fits[at])
}
