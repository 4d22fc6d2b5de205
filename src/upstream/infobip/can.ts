import type { Upstream } from '../port.ts'
import type { Context } from './context.ts'
import { createAgentOf } from './create-agent.ts'
import { createNotes } from './send/note.ts'
import { createStart } from './send/start.ts'

/** Infobip cannot retry, translate, delete or update a message, nor take one in that the contact wrote elsewhere. */
export const createCan = (context: Context): Upstream['can'] => ({
  ...createNotes(context),
  ...createStart(context),
  createAgent: createAgentOf(context),
})
