import { expect, test } from 'vitest'
import { ForbiddenError } from '../../../src/domain/errors.ts'
import { schema } from '../../../src/schema/index.ts'

const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})

test.each(mutations.map(({ name }) => name))('%s is refused to a caller who may only read', async (name) => {
  const field = mutations.find((each) => each.name === name)
  const reached: string[] = []
  const context = new Proxy(
    { scope: { hasRole: () => false } },
    {
      get: (target, key) => {
        if (key !== 'scope') reached.push(String(key))
        return Reflect.get(target, key)
      },
    },
  )
  const payload = await field?.resolve?.(undefined, { input: {} }, context, {} as never)
  expect(payload).toEqual({ userErrors: [{ error: expect.any(ForbiddenError) }] })
  expect(reached).toEqual([])
})
