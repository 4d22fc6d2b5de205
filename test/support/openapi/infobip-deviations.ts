import type { Deviation } from './settle.ts'
import { misdeclared } from './validate.ts'

export const infobipDeviations: readonly Deviation[] = [
  {
    api: 'infobip',
    where: /^response 40[04]$/,
    what: new RegExp(`^${misdeclared}$`),
    section: '§11',
    quote: '400 schema ≠ 400 examples',
    instead: { $ref: '#/components/schemas/ApiException' },
  },
  {
    api: 'infobip',
    where: /^response 200 (conversations\[\]\.)?(topic|summary|queueId|agentId)$/,
    what: /^is null, declared string$/,
    section: '§3',
    quote: 'most may be `null`',
  },
  {
    api: 'infobip',
    operation: /^GET .*\/queues$/,
    where: /^response 200 queues\[\]\.(workingHoursId|deletedAt|stickyAgentTimeoutDays)$/,
    what: /^is null/,
    section: '§11',
    quote: 'some response schemas contradict examples',
  },
  {
    api: 'infobip',
    operation: /^GET .*\/messages$/,
    where: /^response 200 messages\[\]\.content$/,
    what: /^is string, declared object$/,
    section: '§4.1',
    quote: 'S1: plain **string** for TEXT; OAS: object such as `{"text":"…"}` → accept both',
  },
  {
    api: 'infobip',
    operation: /^POST .*\/notes$/,
    where: /^request body content$/,
    what: /^is string, declared object$/,
    section: '§11',
    quote: '`MessageContent` and `NoteContent` are bare objects',
  },
  {
    api: 'infobip',
    operation: /^GET .*\/notes$/,
    where: /^response 200 notes\[\]\.content$/,
    what: /^is object, declared string$/,
    section: '§6.4',
    quote: 'Schema types response `content` as string, but the ATTACHMENT example returns an object',
  },
  {
    api: 'infobip',
    operation: /^GET .*\/metadata$/,
    where: /^response 200$/,
    what: /^is object, declared string$/,
    section: '§6.5',
    quote: "GET's schema says string, example is an object",
  },
]
