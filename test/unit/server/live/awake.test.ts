import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { createAwakeWatch } from '../../../../src/server/live/awake.ts'

const keepAlive = 10_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const openSocket = (answers: boolean) => {
  const pings: number[] = []
  const socket = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    isCut: false,
    pings,
    ping: () => {
      pings.push(performance.now())
      if (answers) socket.emit('pong')
    },
    terminate: () => {
      socket.isCut = true
      socket.readyState = 3
      socket.emit('close')
    },
  })
  return socket
}

test('sockets that came all at once are pinged a few at a time, and each about once in its time', () => {
  const awake = createAwakeWatch(keepAlive)
  const sockets = Array.from({ length: 1_000 }, () => openSocket(true))
  for (const socket of sockets) awake.watch(socket as unknown as WebSocket)
  vi.advanceTimersByTime(6 * keepAlive)
  const perMoment = new Map<number, number>()
  for (const at of sockets.flatMap(({ pings }) => pings)) perMoment.set(at, (perMoment.get(at) ?? 0) + 1)
  expect(Math.max(...perMoment.values())).toBeLessThanOrEqual(20)
  for (const { pings, isCut } of sockets) {
    expect(isCut).toBe(false)
    expect(pings.length).toBeGreaterThanOrEqual(4)
    const [, ...later] = pings
    for (const [index, at] of later.entries()) {
      expect(at - (pings[index] as number)).toBeGreaterThanOrEqual(keepAlive)
      expect(at - (pings[index] as number)).toBeLessThanOrEqual(1.5 * keepAlive)
    }
  }
  awake.stop()
})

test('who does not answer is cut at its next turn, and nobody else', () => {
  const awake = createAwakeWatch(keepAlive)
  const gone = openSocket(false)
  const other = openSocket(true)
  for (const socket of [gone, other]) awake.watch(socket as unknown as WebSocket)
  vi.advanceTimersByTime(1.5 * keepAlive)
  expect(gone.isCut).toBe(false)
  vi.advanceTimersByTime(2 * keepAlive)
  expect([gone.isCut, other.isCut]).toEqual([true, false])
  awake.stop()
})
