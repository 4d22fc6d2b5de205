import { defineConfig } from 'vitest/config'

const level = (name: string, testTimeout: number) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
})

export default defineConfig({
  // The conditions under which Node itself resolves packages: with others, tests get a second copy of graphql.
  ssr: { resolve: { conditions: ['node', 'module-sync', 'import'] } },
  test: {
    projects: [
      level('unit', 10_000),
      level('contract', 20_000),
      level('e2e', 60_000),
      level('browser', 90_000),
    ],
  },
})
