/** Which key belongs to which signature is decided here, and not by the token: no public key ever checks an HMAC. */

export const hmacAlgorithms: readonly string[] = ['HS256', 'HS384', 'HS512']

export const publicKeyAlgorithms: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
