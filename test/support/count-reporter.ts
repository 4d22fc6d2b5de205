import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Writes `12 passed, 0 failed` into a file when the run is over. Besides failed tests, it counts as a failure what
 * keeps tests from running at all: a file or a suite that breaks, an error that nobody caught.
 */
export const countReporter = (file: string): Reporter => ({
  onTestRunEnd: (modules, unhandledErrors) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const passed = tests.filter((test) => test.result().state === 'passed').length
    const failed = tests.filter((test) => test.result().state === 'failed').length
    const broken = modules.map(brokenParts).reduce((sum, count) => sum + count, 0)
    writeFileSync(file, `${passed} passed, ${failed + broken + unhandledErrors.length} failed\n`)
  },
})

const brokenParts = (module: TestModule): number =>
  [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0).length
