/**
 * The least that a fan-out over WebSockets costs: `ws` and nothing else. Whoever sends a subscribe gets every frame
 * that is posted to its conversation, byte for byte.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type WebSocket, WebSocketServer } from 'ws'
import { answerParent } from '../child.ts'

const topics = new Map<string, Set<WebSocket>>()

const server = createServer(async (request, response) => {
  const frame = await buffer(request)
  for (const socket of topics.get(request.url ?? '') ?? []) socket.send(frame, { binary: false })
  response.writeHead(204).end()
})

new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  let own: Set<WebSocket> | undefined
  const leave = () => own?.delete(socket)
  socket.on('close', leave)
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data))
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
    if (type === 'complete') leave()
    if (type !== 'subscribe') return
    const topic = `/${payload.variables.topic}`
    own = topics.get(topic) ?? new Set()
    topics.set(topic, own.add(socket))
  })
})

answerParent({
  start: () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
      })
    }),
  subscribers: () => [...topics.values()].reduce((sum, { size }) => sum + size, 0),
})
