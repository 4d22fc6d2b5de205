import { defineConfig } from 'vitest/config'

const level = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
})

export default defineConfig({
  test: {
    projects: [
      level('unit', 10_000),
      level('contract', 20_000),
      level('e2e', 60_000),
      level('browser', 90_000),
    ],
  },
})
