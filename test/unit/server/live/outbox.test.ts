import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { createOutbox } from '../../../../src/server/live/outbox.ts'

const createLine = (name: string, told: string[]) => {
  const line = { writableLength: 0, gone: [] as (() => void)[] }
  const socket = {
    readyState: 1,
    OPEN: 1,
    send: (data: Buffer, _options: object, callback?: () => void) => {
      told.push(`${name} ${data}`)
      if (callback) line.gone.push(callback)
    },
  } as unknown as WebSocket
  const wire = {
    writableCorked: 0,
    cork: () => {
      wire.writableCorked += 1
      told.push(`${name} corked`)
    },
    uncork: () => {
      wire.writableCorked -= 1
      told.push(`${name} uncorked`)
    },
    get writableLength() {
      return line.writableLength
    },
  }
  return { line, socket, wire }
}
const tick = () => new Promise((resolve) => process.nextTick(resolve))

test('what a turn brings for a socket is one write, and what it brings for several is written together', async () => {
  const told: string[] = []
  const { send } = createOutbox()
  const [a, b] = [createLine('a', told), createLine('b', told)]
  for (const text of ['1', '2']) {
    for (const { socket, wire } of [a, b]) expect(send(socket, wire, Buffer.from(text))).toBeUndefined()
  }
  expect(told).toEqual(['a corked', 'a 1', 'b corked', 'b 1', 'a 2', 'b 2'])
  await tick()
  expect(told.splice(0).slice(6)).toEqual(['a uncorked', 'b uncorked'])
  send(a.socket, a.wire, Buffer.from('3'))
  await tick()
  expect(told).toEqual(['a corked', 'a 3', 'a uncorked'])
})

test('of very many, the first are written before the last are framed', async () => {
  const told: string[] = []
  const { send } = createOutbox()
  for (let index = 0; index < 65; index += 1) {
    const { socket, wire } = createLine(`s${index}`, told)
    send(socket, wire, Buffer.from('1'))
  }
  expect(told.indexOf('s0 uncorked')).toBeLessThan(told.indexOf('s64 1'))
  await tick()
  expect(told.filter((each) => each.endsWith('uncorked'))).toHaveLength(65)
})

test('there is no room where much waits, until that has gone', async () => {
  const told: string[] = []
  const { send } = createOutbox()
  const { line, socket, wire } = createLine('a', told)
  line.writableLength = 64 * 1024
  let hasGone = false
  const gone = Promise.resolve(send(socket, wire, Buffer.from('1'))).then(() => {
    hasGone = true
  })
  await tick()
  expect([told, hasGone]).toEqual([['a corked', 'a 1', 'a uncorked'], false])
  line.gone[0]?.()
  await gone
  expect(hasGone).toBe(true)
})

test('a socket that closes gets nothing more', async () => {
  const told: string[] = []
  const { socket, wire } = createLine('a', told)
  Object.assign(socket, { readyState: 2 })
  expect(createOutbox().send(socket, wire, Buffer.from('1'))).toBeUndefined()
  await tick()
  expect(told).toEqual([])
})
