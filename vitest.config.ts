import { defineConfig } from 'vitest/config'
import { countReporter } from './test/support/count-reporter.ts'

const level = (name: string, testTimeout: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: testTimeout,
    // Most of the stories wait for processes: on two cores, one worker leaves a core idle.
    maxWorkers: 2,
    maxConcurrency: 16, // tests that mostly wait
  },
})

/** The file that `.ci/run` wants the number of passed and failed tests in. */
const counts = process.env.TEST_COUNTS

export default defineConfig({
  // The conditions under which Node itself resolves packages: with others, tests get a second copy of graphql.
  ssr: { resolve: { conditions: ['node', 'module-sync', 'import'] } },
  test: {
    ...(counts ? { reporters: ['default', countReporter(counts)] } : {}),
    projects: [
      level('unit', 10_000),
      level('contract', 20_000),
      level('e2e', 60_000),
      level('browser', 90_000),
    ],
  },
})
