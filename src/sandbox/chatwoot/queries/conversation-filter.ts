/**
 * The grammar of `POST /conversations/filter`. Its conditions are joined as text, left to right, so AND binds
 * tighter than OR; what would break the database's own SQL is an internal error there, and here.
 */
import { z } from 'zod'
import { type Condition, condition, oneOf } from '../../sql.ts'
import { internalError, unprocessable } from '../errors.ts'
import { type Desk, priorities, statuses } from '../rows.ts'

type Kind = 'status' | 'priority' | 'integer' | 'display_id' | 'labels' | 'attribute' | 'date'

const equality = ['equal_to', 'not_equal_to']
const presence = [...equality, 'is_present', 'is_not_present']
const matching = [...equality, 'contains', 'does_not_contain']
const dates = ['is_greater_than', 'is_less_than', 'days_before']

const keys: Readonly<Record<string, { readonly kind: Kind; readonly operators: readonly string[] }>> = {
  status: { kind: 'status', operators: equality },
  assignee_id: { kind: 'integer', operators: presence },
  inbox_id: { kind: 'integer', operators: presence },
  team_id: { kind: 'integer', operators: presence },
  priority: { kind: 'priority', operators: equality },
  display_id: { kind: 'display_id', operators: matching },
  contact_id: { kind: 'integer', operators: equality },
  campaign_id: { kind: 'integer', operators: presence },
  labels: { kind: 'labels', operators: presence },
  browser_language: { kind: 'attribute', operators: equality },
  conversation_language: { kind: 'attribute', operators: equality },
  referer: { kind: 'attribute', operators: matching },
  mail_subject: { kind: 'attribute', operators: matching },
  created_at: { kind: 'date', operators: dates },
  last_activity_at: { kind: 'date', operators: dates },
}

const entry = z.object({
  attribute_key: z.string(),
  filter_operator: z.string(),
  values: z
    .union([
      z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
      z.string(),
      z.number(),
      z.null(),
    ])
    .optional(),
  query_operator: z.string().nullish(),
})
type Entry = z.infer<typeof entry>
type Value = string | number | boolean | null

/** Refuses with 422 what the grammar forbids. `c` is the row of `chatwoot_conversations`. */
export const filterCondition = (desk: Desk, accountId: number, payload: unknown): Condition => {
  const parsed = z.array(entry).safeParse(payload)
  if (!parsed.success) throw unprocessable('param is missing or the value is empty: payload')
  const entries = parsed.data
  for (const { query_operator: operator } of entries) {
    if (operator && !['AND', 'OR'].includes(operator.toUpperCase())) {
      throw unprocessable('Query operator must be either "AND" or "OR".')
    }
  }
  const conditions = entries.map((each) => entryCondition(desk, accountId, each))
  const isJoined = entries.every((each, index) => Boolean(each.query_operator) === index < entries.length - 1)
  if (!isJoined) throw internalError() // not valid SQL
  return {
    text:
      conditions.map(({ text }, index) => `(${text}) ${entries[index]?.query_operator ?? ''}`).join(' ') ||
      '1',
    values: conditions.flatMap(({ values }) => values),
  }
}

const entryCondition = (desk: Desk, accountId: number, each: Entry): Condition => {
  const { attribute_key: key, filter_operator: operator } = each
  const known = Object.hasOwn(keys, key) ? keys[key] : undefined
  if (known && !known.operators.includes(operator)) {
    throw unprocessable(
      `Invalid operator. The allowed operators for ${key} are [${known.operators.join(',')}].`,
    )
  }
  const values: readonly Value[] = Array.isArray(each.values) ? each.values : [each.values ?? null]
  const isBlank = values.length === 0 || values.every((value) => value === null || value === '')
  if (isBlank && !operator.startsWith('is_present') && !operator.startsWith('is_not_present')) {
    throw unprocessable(`Invalid value. The values provided for ${key} are invalid`)
  }
  if (known) return conditionOf(desk, known.kind, key, operator, values)
  const definition = desk.sql.get<{ display_type: string }>(
    'SELECT display_type FROM chatwoot_custom_attributes WHERE account_id = ? AND attribute_key = ?',
    accountId,
    key,
  )
  if (!definition) {
    throw unprocessable(
      `Invalid attribute key - [${key}]. The key should be one of [${Object.keys(keys).join(',')}] or a custom attribute defined in the account.`,
    )
  }
  return customCondition(desk, definition.display_type, key, operator, values)
}

const conditionOf = (
  desk: Desk,
  kind: Kind,
  key: string,
  operator: string,
  values: readonly Value[],
): Condition => {
  const column = `c.${key}`
  switch (kind) {
    case 'status': {
      const wanted = values.includes('all') ? statuses : statuses.filter((each) => values.includes(each))
      return equals(column, operator, wanted)
    }
    case 'priority': {
      const wanted = priorities.flatMap((each, index) => (values.includes(each) ? [index] : []))
      return equals(column, operator, wanted)
    }
    case 'display_id':
      if (operator.includes('contain')) throw internalError() // text matching on an integer column
      return equals(column, operator, values.map(integer))
    case 'integer':
      return isPresence(operator) ? present(column, operator) : equals(column, operator, values.map(integer))
    case 'labels':
      return labelCondition(operator, values)
    case 'attribute':
      return attributeCondition(`json_extract(c.additional_attributes, '$.${key}')`, operator, values)
    case 'date':
      return dateCondition(desk, `date(${column} / 1000, 'unixepoch')`, operator, values)
  }
}

const isPresence = (operator: string) => operator === 'is_present' || operator === 'is_not_present'

const present = (expression: string, operator: string): Condition =>
  condition(`${expression} IS ${operator === 'is_present' ? 'NOT ' : ''}NULL`)

const integer = (value: Value): number => {
  const number = Number(value)
  if (!Number.isInteger(number)) throw internalError() // the database refuses the cast
  return number
}

/** SQL's own three-valued logic: `NOT IN` does not match a row without a value. */
const equals = (expression: string, operator: string, values: readonly (string | number)[]): Condition => {
  const list = values.length > 0 ? oneOf(expression, values) : condition(`${expression} IN (NULL)`)
  return operator === 'equal_to' ? list : { ...list, text: list.text.replace(' IN (', ' NOT IN (') }
}

const labelCondition = (operator: string, values: readonly Value[]): Condition => {
  const tagged = 'EXISTS (SELECT 1 FROM chatwoot_conversation_labels l WHERE l.conversation_id = c.id'
  if (isPresence(operator)) return condition(`${operator === 'is_present' ? '' : 'NOT '}${tagged})`)
  const { text, values: titles } = oneOf('l.title', values.map(String))
  return condition(`${operator === 'equal_to' ? '' : 'NOT '}${tagged} AND ${text})`, ...titles)
}

const attributeCondition = (expression: string, operator: string, values: readonly Value[]): Condition => {
  const texts = values.map(String)
  if (!operator.includes('contain')) return equals(expression, operator, texts)
  const isWanted = operator === 'contains'
  const each = `unicode_lower(${expression}) ${isWanted ? '' : 'NOT '}LIKE ?`
  return condition(
    texts.map(() => each).join(isWanted ? ' OR ' : ' AND '),
    ...texts.map((text) => `%${text.trim().toLowerCase()}%`),
  )
}

const day = 86_400_000

const dateCondition = (
  desk: Desk,
  expression: string,
  operator: string,
  values: readonly Value[],
): Condition => {
  const [value] = values
  if (operator === 'days_before') {
    const before = new Date(desk.now() - Number.parseInt(String(value), 10) * day).toISOString().slice(0, 10)
    return condition(`${expression} < ?`, before)
  }
  const time = Date.parse(String(value))
  if (Number.isNaN(time)) throw internalError() // the database refuses the cast
  const date = new Date(time).toISOString().slice(0, 10)
  return condition(`${expression} ${operator === 'is_less_than' ? '<' : '>'} ?`, date)
}

/** Only the first value counts for text; `not_equal_to` also matches conversations without the attribute. */
const customCondition = (
  desk: Desk,
  displayType: string,
  key: string,
  operator: string,
  values: readonly Value[],
): Condition => {
  const raw = `json_extract(c.custom_attributes, '$."${key}"')`
  if (isPresence(operator)) return present(raw, operator)
  if (displayType === 'date') return dateCondition(desk, `date(${raw})`, operator, values)
  if (operator === 'is_greater_than' || operator === 'is_less_than') {
    return condition(`${raw} ${operator === 'is_less_than' ? '<' : '>'} ?`, Number(values[0]))
  }
  if (!matching.includes(operator)) throw internalError()
  const expression = displayType === 'number' || displayType === 'checkbox' ? raw : `unicode_lower(${raw})`
  const wanted = values.map((value) => (typeof value === 'boolean' ? Number(value) : (value ?? '')))
  const [first] = wanted
  const found = operator.includes('contain')
    ? attributeCondition(raw, operator, values)
    : equals(expression, operator, typeof first === 'string' ? [first.toLowerCase()] : wanted)
  return operator === 'not_equal_to' ? { ...found, text: `${found.text} OR ${raw} IS NULL` } : found
}
