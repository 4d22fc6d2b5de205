/**
 * A process that uses a state: `node process.ts <task> <store> <name>`, where `store` is a Redis URL or a file.
 * `append` writes events until it is killed, and prints each once it is acknowledged. `close` opens, follows, appends
 * where it can, closes at once, prints `closed`, and has then to end by itself. `follow` does so once it has followed.
 */
import { randomUUID } from 'node:crypto'
import { createRedisState } from '../../../src/state/redis.ts'
import { createSqliteState } from '../../../src/state/sqlite.ts'

const [task, store, name] = process.argv.slice(2) as [string, string, string]
const deps = { now: Date.now, randomId: randomUUID }
const state = store.startsWith('redis')
  ? createRedisState({ url: store }, deps)
  : createSqliteState({ file: store }, deps)

const append = (index: number) =>
  state.journal.append('a', {
    conversationId: name,
    event: `${name}${index}`,
    dedupeKey: `${name}${index}`,
  })

let isFollowing = () => {}
const followed = new Promise<void>((resolve) => {
  isFollowing = resolve
})
const follow = async () => {
  for await (const { type } of state.journal.follow(['a'], { signal: new AbortController().signal })) {
    if (type === 'POSITION') isFollowing()
  }
}

if (task === 'append') {
  for (let index = 0; ; ) {
    try {
      await append(index)
      console.log(`${name}${index}`)
      index += 1
    } catch {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
} else {
  const following = follow()
  if (task === 'follow') await followed
  await append(0).catch(() => {})
  await state.close()
  await following
  console.log('closed')
}
