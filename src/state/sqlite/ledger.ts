import type { Json } from '../../domain/json.ts'
import { type Claim, type ClaimResult, type Ledger, memoryMs } from '../port.ts'
import type { Database } from './database.ts'

interface SendRow {
  readonly state: 'PENDING' | 'DONE' | 'UNKNOWN'
  readonly fingerprint: string
  readonly owner: string
  readonly lease_until: number
  readonly note: string
  readonly result: string
}

export interface SqliteLedgerDeps {
  readonly db: Database
  readonly now: () => number
}

export const createSqliteLedger = ({ db, now }: SqliteLedgerDeps): Ledger => {
  const find = (account: string, key: string, at: number) =>
    db.get<SendRow>(
      `SELECT state, fingerprint, owner, lease_until, note, result FROM send
       WHERE account = ? AND key = ? AND since > ?`,
      ...[account, key, at - memoryMs],
    )

  const take = (account: string, key: string, { owner, leaseMs }: Claim, at: number) =>
    db.run(
      'UPDATE send SET owner = ?, lease_until = ? WHERE account = ? AND key = ?',
      ...[owner, at + leaseMs, account, key],
    )

  const begin = (account: string, key: string, { fingerprint, owner, leaseMs }: Claim, at: number) => {
    db.run('DELETE FROM send WHERE since <= ?', at - memoryMs)
    db.run(
      `INSERT INTO send (account, key, state, fingerprint, owner, lease_until, since, note, result)
       VALUES (?, ?, 'PENDING', ?, ?, ?, ?, 'null', 'null')`,
      ...[account, key, fingerprint, owner, at + leaseMs, at],
    )
  }

  const finish = (account: string, key: string, result: Json, objectKey: string | undefined) =>
    db.run(
      `UPDATE send SET state = 'DONE', result = ?, object_key = ? WHERE account = ? AND key = ?`,
      ...[JSON.stringify(result), objectKey ?? null, account, key],
    )

  const claimed = (account: string, key: string, claim: Claim, at: number): ClaimResult => {
    const row = find(account, key, at)
    if (!row) {
      begin(account, key, claim, at)
      return { state: 'CLAIMED' }
    }
    if (row.fingerprint !== claim.fingerprint) return { state: 'CONFLICT' }
    if (row.state === 'DONE') return { state: 'DONE', result: JSON.parse(row.result) }
    if (row.state === 'UNKNOWN') return { state: 'UNKNOWN', note: JSON.parse(row.note) }
    if (row.owner !== claim.owner && row.lease_until > at) {
      return { state: 'PENDING', leaseUntil: row.lease_until }
    }
    take(account, key, claim, at)
    return row.owner === claim.owner
      ? { state: 'CLAIMED' }
      : { state: 'ABANDONED', note: JSON.parse(row.note) }
  }

  return {
    claim: async (account, key, claim) => db.write('POWER', () => claimed(account, key, claim, now())),

    extend: async (account, key, owner, { leaseMs, note }) =>
      db.write('POWER', () => {
        const at = now()
        const row = find(account, key, at)
        if (row?.state !== 'PENDING' || row.owner !== owner) return false
        db.run(
          'UPDATE send SET lease_until = ?, note = ? WHERE account = ? AND key = ?',
          ...[at + leaseMs, note === undefined ? row.note : JSON.stringify(note), account, key],
        )
        return true
      }),

    settle: async (account, key, owner, settlement) =>
      db.write('POWER', () => {
        const row = find(account, key, now())
        if (row?.owner !== owner) return false
        if (row.state !== 'PENDING') return row.state === settlement.state
        if (settlement.state === 'DONE') finish(account, key, settlement.result, settlement.objectKey)
        else if (settlement.state === 'FAILED')
          db.run('DELETE FROM send WHERE account = ? AND key = ?', account, key)
        else
          db.run(
            `UPDATE send SET state = 'UNKNOWN', note = ? WHERE account = ? AND key = ?`,
            ...[JSON.stringify(settlement.note), account, key],
          )
        return true
      }),

    resolve: async (account, key, { result, objectKey }) =>
      db.write('POWER', () => {
        const row = find(account, key, now())
        if (!row || row.state === 'DONE') return false
        finish(account, key, result, objectKey)
        return true
      }),

    findByObjects: async (account, objectKeys) => {
      const at = now()
      return objectKeys.map((objectKey) => {
        const row = db.get<{ result: string }>(
          'SELECT result FROM send WHERE account = ? AND object_key = ? AND since > ?',
          ...[account, objectKey, at - memoryMs],
        )
        return row && JSON.parse(row.result)
      })
    },
  }
}
