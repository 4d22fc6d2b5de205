import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/domain/json.ts'
import type { OpenApi } from '../../support/openapi/load.ts'
import { type Exchange, judgeExchange } from '../../support/openapi/validate.ts'

const api: OpenApi = {
  name: 'chatwoot',
  paths: {
    '/things': {
      get: {
        security: [{ key: [] }],
        parameters: [
          { $ref: '#/components/parameters/page' },
          { name: 'kind', in: 'query', schema: { type: 'string', enum: ['old', 'new'] } },
          { name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'integer' } } },
          { name: 'isOpen', in: 'query', schema: { type: 'boolean' } },
        ],
        responses: { 200: json({ type: 'array', items: { $ref: '#/components/schemas/thing' } }) },
      },
      post: {
        requestBody: { required: true, ...json({ $ref: '#/components/schemas/name' }) },
        responses: { 200: json({ $ref: '#/components/schemas/thing' }), 204: {} },
      },
    },
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { responses: { 200: json({ $ref: '#/components/schemas/thing' }) } },
    },
    '/things/special': { get: { responses: { 200: json({ type: 'string' }) } } },
  },
  components: {
    parameters: { page: { name: 'page', in: 'query', required: true, schema: { type: 'integer' } } },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'Api_Key' } },
    schemas: {
      name: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
      thing: {
        allOf: [
          { $ref: '#/components/schemas/name' },
          {
            type: 'object',
            properties: {
              at: { type: 'string', format: 'date-time' },
              extra: { type: 'object' },
              parent: { oneOf: [{ $ref: '#/components/schemas/thing' }, { type: 'null' }] },
            },
          },
        ],
      },
    },
  },
}

function json(schema: JsonObject): JsonObject {
  return { content: { 'application/json': { schema } } }
}

const listing: Exchange = { method: 'GET', path: '/things', query: 'page=1', status: 200, responseBody: [] }
const reading: Exchange = {
  method: 'GET',
  path: '/things/7',
  query: '',
  status: 200,
  responseBody: { name: 'a' },
}
const creating: Exchange = {
  method: 'POST',
  path: '/things',
  query: '',
  requestBody: { name: 'a' },
  status: 204,
  responseBody: undefined,
}

const found = (exchange: Exchange) =>
  judgeExchange(api, exchange).map(({ where, what }) => `${where} ${what}`)

describe('judgeExchange', () => {
  test('finds nothing in an exchange that is as the document says', () => {
    const body = [{ name: 'a', at: '2024-01-01T00:00:00Z', extra: { any: [1] }, parent: null }]
    expect(
      found({ ...listing, query: 'page=2&kind=new&ids=1&ids=2&isOpen=true', responseBody: body }),
    ).toEqual([])
    expect(found(reading)).toEqual([])
    expect(found(creating)).toEqual([])
  })

  test('gives a finding a key that does not name the exchange, and a sentence that people can read', () => {
    const one = { ...reading, path: '/things/1', responseBody: { name: 1 } }
    const [finding] = judgeExchange(api, one)
    expect(finding).toEqual({
      api: 'chatwoot',
      operation: 'GET /things/{id}',
      where: 'response 200 name',
      what: 'is integer, declared string',
      key: 'GET /things/{id} response 200 name is integer, declared string',
      sentence: 'chatwoot, GET /things/{id}: the response 200 name is integer, declared string.',
    })
    expect(judgeExchange(api, { ...one, path: '/things/2' })).toEqual([finding])
  })

  test('prefers the template with more literal segments', () => {
    expect(found({ ...reading, path: '/things/special', responseBody: 'yes' })).toEqual([])
  })

  test('finds operations that the document does not have', () => {
    expect(judgeExchange(api, { ...reading, method: 'DELETE', path: '/things/71' })[0]?.key).toBe(
      'DELETE /things/{id} operation is not declared',
    )
    expect(found({ ...reading, path: '/thing' })).toEqual(['operation is not declared'])
    expect(found({ ...reading, path: '/things/7/' })).toEqual(['operation is not declared'])
    expect(found({ ...reading, path: '/things/%' })).toEqual(['operation is not declared'])
  })

  test('finds path values of another type', () => {
    expect(found({ ...reading, path: '/things/..' })).toEqual(['request path id is string, declared integer'])
  })

  test('finds query parameters that are unknown, missing, of another type, outside the enum or repeated', () => {
    expect(found({ ...listing, query: 'page=1&size=2' })).toEqual(['request query size is not declared'])
    expect(found({ ...listing, query: '' })).toEqual(['request query page is missing'])
    expect(found({ ...listing, query: 'page=one' })).toEqual([
      'request query page is string, declared integer',
    ])
    expect(found({ ...listing, query: 'page=1&kind=newer' })).toEqual([
      'request query kind is "newer", which is not in the enum',
    ])
    expect(found({ ...listing, query: 'page=1&page=2' })).toEqual([
      'request query page is array, declared integer',
    ])
    expect(found({ ...listing, query: 'page=1&ids=1&ids=b' })).toEqual([
      'request query ids[] is string, declared integer',
    ])
    expect(found({ ...listing, query: 'page=1&isOpen=1' })).toEqual([
      'request query isOpen is string, declared boolean',
    ])
  })

  test('finds request bodies that are missing, not declared, or not by the schema', () => {
    expect(found({ ...creating, requestBody: undefined })).toEqual(['request body is missing'])
    expect(found({ ...creating, requestBody: {} })).toEqual(['request body name is missing'])
    expect(found({ ...creating, requestBody: { name: 'a', nmae: 'b' } })).toEqual([
      'request body nmae is not declared',
    ])
    expect(found({ ...reading, requestBody: {} })).toEqual(['request body is not declared'])
  })

  test('finds answers to requests without a credential', () => {
    const what = 'request credential is missing, and the answer is 200'
    expect(found({ ...listing, requestHeaders: {} })).toEqual([what])
    expect(found({ ...listing, requestHeaders: { api_key: 'k' } })).toEqual([])
    expect(found({ ...reading, requestHeaders: {} })).toEqual([])
  })

  test('finds statuses, bodies and content types that are not declared', () => {
    expect(found({ ...reading, status: 404 })).toEqual(['response 404 is not declared'])
    expect(found({ ...creating, responseBody: {} })).toEqual(['response 204 body is not declared'])
    expect(found({ ...reading, responseBody: undefined })).toEqual(['response 200 body is missing'])
    expect(found({ ...reading, responseHeaders: { 'content-type': 'text/html; charset=utf-8' } })).toEqual([
      'response 200 content type is text/html, which is not declared',
    ])
  })

  test('finds fields that are not declared at any depth, also below allOf and "or null"', () => {
    expect(found({ ...reading, responseBody: { name: 'a', nmae: 'b' } })).toEqual([
      'response 200 nmae is not declared',
    ])
    expect(found({ ...listing, responseBody: [{ name: 'a', parent: { name: 'b', x: 1 } }] })).toEqual([
      'response 200 [].parent.x is not declared',
    ])
  })

  test('finds one wrong field without calling its neighbours undeclared', () => {
    expect(found({ ...reading, responseBody: { name: 1, at: 'noon', parent: { name: null } } })).toEqual([
      'response 200 name is integer, declared string',
      'response 200 at is not in the format date-time',
      'response 200 parent.name is null, declared string',
    ])
  })

  test('tells a deviation of many list items once', () => {
    expect(found({ ...listing, responseBody: [{ name: 1 }, { name: 2 }, { name: null }] })).toEqual([
      'response 200 [].name is integer, declared string',
      'response 200 [].name is null, declared string',
    ])
  })

  test('judges a misdeclared response by its correction', () => {
    const correct = () => ({ type: 'object', properties: { title: { type: 'string' } } }) as const
    const judged = (responseBody: unknown) =>
      judgeExchange(api, { ...reading, responseBody }, correct).map(({ where, what }) => `${where} ${what}`)
    expect(judged({ name: 'a' })).toEqual([])
    expect(judged({ title: 'a' })).toEqual(['response 200 is not what is declared'])
    expect(judged({ title: 1 })).toEqual([
      'response 200 is not what is declared',
      'response 200 title is integer, declared string',
    ])
  })
})
