/** What real clients send passes the limits, with the largest pages that make sense. */
import { readdirSync, readFileSync } from 'node:fs'
import { addTypenameToDocument } from '@apollo/client/utilities'
import { getIntrospectionQuery, Kind, parse, print } from 'graphql'
import { formatDocument } from 'urql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../../../src/schema/index.ts'
import { graphiqlTabs } from '../../../../src/server/graphiql/tabs.ts'
import { createLimiter } from '../../../../src/server/limit/index.ts'
import { limitDefaults } from '../../../support/limit-defaults.ts'

const limiter = createLimiter(schema, limitDefaults)

const costOf = (text: string, variableValues: Record<string, unknown> = {}, operationName?: string) =>
  limiter.admit({ document: limiter.parse(text), operationName, variableValues })

/** As relay-compiler prints it: `__typename`, `id` and cursors added, fragments kept. */
const relay = `query InboxQuery(
  $count: Int!
  $cursor: String
  $messages: Int!
) {
  ...Inbox_query_1G22uz
  viewer {
    id
    name
  }
}

fragment ConversationRow_conversation on Conversation {
  id
  status
  contact {
    name
    channelAddress
    id
  }
  assignee {
    __typename
    name
    ... on Node {
      __isNode: __typename
      id
    }
  }
  labels {
    name
  }
  lastMessage {
    text
    createdAt
    id
  }
  messages(last: $messages) {
    edges {
      cursor
      node {
        ...Message_message
        id
        __typename
      }
    }
    pageInfo {
      hasPreviousPage
      startCursor
    }
  }
}

fragment Inbox_query_1G22uz on Query {
  conversations(first: $count, after: $cursor) {
    edges {
      node {
        ...ConversationRow_conversation
        id
        __typename
      }
      cursor
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    sources {
      account {
        name
        id
      }
      status
    }
  }
}

fragment Message_message on Message {
  id
  text
  sender {
    __typename
    name
    ... on Node {
      __isNode: __typename
      id
    }
  }
  attachments {
    kind
    url
    id
  }
}
`

describe('a two-level Relay query', () => {
  test('as it is written by hand', () => {
    const query =
      '{ conversations(first: 20) { edges { node { messages(last: 20) { edges { node { id text } } } } } } }'
    expect(costOf(query)).toBe(1 + 20 * (1 + 1 + 1 + 20 * 2))
  })

  test('as relay-compiler prints it', () => {
    expect(costOf(relay, { count: 10, messages: 20 })).toBeLessThanOrEqual(limitDefaults.maxCost)
  })
})

const files = readdirSync(new URL('../../../operations', import.meta.url))
const operations = files.flatMap((file) => {
  const text = readFileSync(new URL(`../../../operations/${file}`, import.meta.url), 'utf8')
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [[definition.name?.value ?? '', text] as const] : [],
  )
})
const largest = { first: 100, last: 100, ids: Array.from({ length: 100 }, () => 'x') }

describe.each(operations)('the operation %s of a file of operations', (name, text) => {
  test('passes as it is', () => {
    expect(costOf(text, { ...largest, last: undefined }, name)).toBeLessThanOrEqual(limitDefaults.maxCost)
  })

  test('passes with the type names that Apollo Client adds', () => {
    const document = print(addTypenameToDocument(parse(text)))
    expect(costOf(document, { ...largest, first: undefined }, name)).toBeLessThanOrEqual(
      limitDefaults.maxCost,
    )
  })

  test('passes with the type names that urql adds', () => {
    const document = print(formatDocument(parse(text)))
    expect(costOf(document, largest, name)).toBeLessThanOrEqual(limitDefaults.maxCost)
  })
})

describe('of GraphiQL', () => {
  test.each(graphiqlTabs(undefined).map(({ query }, index) => [index, query]))('the tab %d', (_, query) => {
    expect(costOf(query)).toBeLessThanOrEqual(limitDefaults.maxCost)
  })

  test.each([
    {},
    { inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true, oneOf: true },
  ])('the introspection with %j', (options) => {
    expect(costOf(getIntrospectionQuery(options))).toBe(100)
  })
})
