import { readFileSync } from 'node:fs'
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../../src/schema/index.ts'

const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type))
const own = types.filter(({ name }) => !['Boolean', 'Float', 'ID', 'Int', 'String'].includes(name))

/** Everything in the schema that can have a description, by its coordinate. */
const described = (): [string, string | null | undefined][] =>
  own.flatMap((type): [string, string | null | undefined][] => [
    [type.name, type.description],
    ...(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.values(type.getFields()).flatMap((field): [string, string | null | undefined][] => [
          [`${type.name}.${field.name}`, field.description],
          ...('args' in field
            ? field.args.map(
                (arg: { name: string; description?: string | null }): [string, string | null | undefined] => [
                  `${type.name}.${field.name}(${arg.name}:)`,
                  arg.description,
                ],
              )
            : []),
        ])
      : []),
    ...(isEnumType(type)
      ? type
          .getValues()
          .map((value): [string, string | null | undefined] => [
            `${type.name}.${value.name}`,
            value.description,
          ])
      : []),
  ])

describe('the public schema', () => {
  test('is what schema.graphql says', () => {
    const file = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8')
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(file)
  })

  test('describes every type, field, argument and enum value', () => {
    const silent = described().filter(([, description]) => !description?.trim())
    expect(silent.map(([coordinate]) => coordinate)).toEqual([])
  })

  test('names connections and edges after their node, with the fields that Relay wants', () => {
    const connections = own
      .filter((type) => isObjectType(type))
      .filter(({ name }) => name.endsWith('Connection'))
    expect(connections.map(({ name }) => name).sort()).toEqual([
      'AgentConnection',
      'ConversationConnection',
      'MessageConnection',
    ])
    for (const { name, getFields } of connections) {
      const fields = getFields.call(schema.getType(name))
      const node = name.replace('Connection', '')
      expect(String(fields.edges?.type)).toBe(`[${node}Edge!]!`)
      expect(String(fields.nodes?.type)).toBe(`[${node}!]!`)
      expect(String(fields.pageInfo?.type)).toBe('PageInfo!')
      expect(String(fields.totalCount?.type)).toBe('Int')
    }
  })

  test('gives every Node a non-null id and reaches it by node and nodes', () => {
    const nodes = own
      .filter((type) => isObjectType(type))
      .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
    expect(nodes.map(({ name }) => name).sort()).toEqual([
      'Account',
      'Agent',
      'Attachment',
      'Bot',
      'Contact',
      'Conversation',
      'Inbox',
      'Message',
      'Team',
    ])
    for (const node of nodes) expect(String(node.getFields().id?.type)).toBe('ID!')
    expect(String(schema.getQueryType()?.getFields().nodes?.type)).toBe('[Node]!')
  })
})
