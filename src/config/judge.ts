import { type Given, type Problem, problemWith } from './problem.ts'
import type { Setting, SettingGroup } from './schema.ts'

/** The values of a group by key, with every problem on the way put into `problems`. */
export const judgeGroup = (
  group: SettingGroup,
  given: (key: string, setting: Setting) => Given,
  problems: Problem[],
): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(group)) {
    const one = given(key, setting)
    const result = setting.schema.safeParse(one.value)
    if (!result.success) {
      const wrong =
        one.value === undefined ? 'is missing' : (result.error.issues[0]?.message ?? 'is not valid')
      problems.push(problemWith(setting, one, one.value === '' ? 'is empty' : wrong))
    } else if (result.data !== undefined) {
      values[key] = result.data
    }
  }
  return values
}
