import { type Given, type Problem, problemWith } from './problem.ts'
import { type Setting, settings } from './schema.ts'

type GivenOf = (key: string, setting: Setting) => Given

/** GraphiQL that somebody asked for, and that would open without a schema. `given` also has the defaults. */
export const graphiqlProblems = (written: GivenOf, given: GivenOf): Problem[] => {
  const page = written('hasGraphiQL', settings.hasGraphiQL)
  const { where, value } = given('hasIntrospection', settings.hasIntrospection)
  return page.value === true && value === false
    ? [problemWith(settings.hasIntrospection, { where, value }, `is false, although ${page.where} is true`)]
    : []
}
