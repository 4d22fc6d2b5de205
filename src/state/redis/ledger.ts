import type { Json } from '../../domain/json.ts'
import { type ClaimResult, type Ledger, memoryMs, type Settlement } from '../port.ts'
import { claimScript, extendScript, findScript, resolveScript, settleScript } from './ledger-scripts.ts'
import type { RunScript } from './script.ts'

export const createRedisLedger = (run: RunScript): Ledger => ({
  claim: async (account, key, { fingerprint, owner, leaseMs }) => {
    const reply = await run(account, claimScript, memoryMs, key, fingerprint, owner, leaseMs)
    return toClaimResult(reply as [ClaimResult['state'], string])
  },
  extend: async (account, key, owner, { leaseMs, note }) =>
    (await run(account, extendScript, memoryMs, key, owner, leaseMs, noteText(note))) === 1,
  settle: async (account, key, owner, settlement) => {
    const [text, object] = settledTexts(settlement)
    return (await run(account, settleScript, memoryMs, key, owner, settlement.state, text, object)) === 1
  },
  resolve: async (account, key, { result, objectKey }) => {
    const text = JSON.stringify(result)
    return (await run(account, resolveScript, memoryMs, key, text, objectText(objectKey))) === 1
  },
  findByObjects: async (account, objectKeys) => {
    if (objectKeys.length === 0) return []
    const results = (await run(account, findScript, memoryMs, ...objectKeys.map(objectText))) as string[]
    return results.map((text) => (text === '' ? undefined : JSON.parse(text)))
  },
})

const noteText = (note: Json | undefined) => (note === undefined ? '' : JSON.stringify(note))
const objectText = (key: string | undefined) => (key === undefined ? '' : `=${key}`)

const settledTexts = (settlement: Settlement): [string, string] => {
  if (settlement.state === 'DONE')
    return [JSON.stringify(settlement.result), objectText(settlement.objectKey)]
  return [settlement.state === 'UNKNOWN' ? JSON.stringify(settlement.note) : '', '']
}

const toClaimResult = ([state, value]: [ClaimResult['state'], string]): ClaimResult => {
  switch (state) {
    case 'CLAIMED':
    case 'CONFLICT':
      return { state }
    case 'PENDING':
      return { state, leaseUntil: Number(value) }
    case 'DONE':
      return { state, result: JSON.parse(value) }
    case 'ABANDONED':
    case 'UNKNOWN':
      return { state, note: JSON.parse(value) }
  }
}
