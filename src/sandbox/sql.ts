import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/** Prepared statements, each made once. A row's type is a promise of whoever writes the query. */
export interface Sql {
  get<Row>(text: string, ...values: SQLInputValue[]): Row | undefined
  all<Row>(text: string, ...values: SQLInputValue[]): Row[]
  /** Returns the id of the row that was inserted last. */
  run(text: string, ...values: SQLInputValue[]): number
  /** One INSERT of the given columns. */
  insert(table: string, row: Readonly<Record<string, SQLInputValue>>): number
  /** Sets the given columns of the row with that id. */
  update(table: string, id: number, values: Readonly<Record<string, SQLInputValue>>): void
  /** All that `work` writes, or nothing of it when it throws. */
  transaction<T>(work: () => T): T
}

export const createSql = (db: DatabaseSync): Sql => {
  const statements = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    const known = statements.get(text)
    if (known) return known
    const statement = db.prepare(text)
    statements.set(text, statement)
    return statement
  }
  const run = (text: string, ...values: SQLInputValue[]) =>
    Number(prepare(text).run(...values).lastInsertRowid)
  return {
    get: <Row>(text: string, ...values: SQLInputValue[]) => prepare(text).get(...values) as Row | undefined,
    all: <Row>(text: string, ...values: SQLInputValue[]) => prepare(text).all(...values) as Row[],
    run,
    insert: (table, row) => {
      const columns = Object.keys(row)
      const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
      return run(text, ...Object.values(row))
    },
    update: (table, id, values) => {
      const assignments = Object.keys(values).map((column) => `${column} = ?`)
      run(`UPDATE ${table} SET ${assignments.join(', ')} WHERE id = ?`, ...Object.values(values), id)
    },
    transaction: (work) => {
      db.exec('SAVEPOINT sandbox')
      try {
        const result = work()
        db.exec('RELEASE sandbox')
        return result
      } catch (error) {
        db.exec('ROLLBACK TO sandbox; RELEASE sandbox')
        throw error
      }
    },
  }
}

/** A piece of a WHERE clause with its values. */
export interface Condition {
  readonly text: string
  readonly values: readonly SQLInputValue[]
}

export const condition = (text: string, ...values: SQLInputValue[]): Condition => ({ text, values })

export const allOf = (conditions: readonly Condition[]): Condition => ({
  text: conditions.map((each) => `(${each.text})`).join(' AND ') || '1',
  values: conditions.flatMap((each) => each.values),
})

/** `column IN (…)`; an empty list matches nothing. */
export const oneOf = (column: string, values: readonly SQLInputValue[]): Condition =>
  condition(`${column} IN (${values.map(() => '?').join(', ')})`, ...values)
