import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { describeProblems } from '../../../src/config/problem.ts'
import { accountSettings, configFile, settings } from '../../../src/config/schema.ts'

const problemsOf = (env: Record<string, string>) => loadConfig({ env, cwd: '/srv' }).problems ?? []

describe('a variable that nobody reads', () => {
  test.each([
    ['PARLEY_ANONYMUS', 'PARLEY_ANONYMOUS'],
    ['PARLEY_JWT_SECRETS', 'PARLEY_JWT_SECRET'],
    ['PARLEY_ALLOW_ORIGINS', 'PARLEY_ALLOWED_ORIGINS'],
    ['PARLEY_GRAPHQL', 'PARLEY_GRAPHIQL'],
    ['PARLEY_MAXDEPTH', 'PARLEY_MAX_DEPTH'],
    ['PARLEY_METRIC_TOKEN', 'PARLEY_METRICS_TOKEN'],
    ['PARLEY_PORT', 'PORT'],
    ['PARLEY_REDIS_URL', 'REDIS_URL'],
    ['PARLEY_CHATWOOT_API_TOKEN', 'CHATWOOT_API_TOKEN'],
  ])('is a problem, with the setting that may have been meant: %s', (name, meant) => {
    expect(problemsOf({ [name]: 'CANARY' })).toEqual([
      {
        where: name,
        wrong: 'is not a setting',
        expected: `${meant}, or another one that \`parley --help\` lists`,
        example: expect.stringMatching(`^${meant}=`),
      },
    ])
  })

  test.each(['PARLEY_', 'PARLEY_FLUX_CAPACITOR', 'PARLEY_X'])(
    'that is like none is a problem all the same: %s',
    (name) => {
      expect(problemsOf({ [name]: '' })).toMatchObject([
        { where: name, expected: 'one that `parley --help` lists' },
      ])
    },
  )

  test('is told beside everything else, without its value', () => {
    const problems = problemsOf({ PARLEY_JWT_SECRT: 'CANARY', PARLEY_MAXDEPTH: 'CANARY', PORT: 'CANARY' })
    expect(problems.map(({ where }) => where)).toEqual(['PARLEY_JWT_SECRT', 'PARLEY_MAXDEPTH', 'PORT'])
    expect(describeProblems(problems)).not.toContain('CANARY')
  })
})

test('what Kubernetes tells of a service named parley is no setting, and no problem', () => {
  const links = {
    PARLEY_SERVICE_HOST: '10.0.0.1',
    PARLEY_SERVICE_PORT: '4000',
    PARLEY_SERVICE_PORT_HTTP: '4000',
    PARLEY_PORT: 'tcp://10.0.0.1:4000',
    PARLEY_PORT_4000_TCP: 'tcp://10.0.0.1:4000',
    PARLEY_PORT_4000_TCP_PROTO: 'tcp',
    PARLEY_PORT_4000_TCP_PORT: '4000',
    PARLEY_PORT_4000_TCP_ADDR: '10.0.0.1',
    PARLEY_REDIS_SERVICE_HOST: '10.0.0.2',
    PARLEY_REDIS_PORT: 'tcp://10.0.0.2:6379',
  }
  expect(problemsOf(links)).toEqual([])
})

test('every setting is known, and so is whatever belongs to somebody else', () => {
  const groups = [settings, accountSettings.chatwoot, accountSettings.infobip]
  const names = [configFile.name, ...groups.flatMap((group) => Object.values(group).map(({ name }) => name))]
  const env = Object.fromEntries(
    [...names, 'CHATWOOT_VERSION', 'parley_x', 'XPARLEY_Y'].map((name) => [name, 'x']),
  )
  expect(problemsOf(env).filter(({ wrong }) => wrong === 'is not a setting')).toEqual([])
})
