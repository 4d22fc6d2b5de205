/** Where the modules meet, so that none imports another. */
import type { Account } from '../domain/account.ts'
import type { Actor, Agent, Bot, Contact } from '../domain/actor.ts'
import type { Attachment } from '../domain/attachment.ts'
import type { Conversation } from '../domain/conversation.ts'
import type { Message } from '../domain/message.ts'
import type { Inbox, Label, Team } from '../domain/place.ts'
import { builder } from './builder.ts'

export const AccountRef = builder.objectRef<Account>('Account')
export const AgentRef = builder.objectRef<Agent>('Agent')
export const AttachmentRef = builder.objectRef<Attachment>('Attachment')
export const BotRef = builder.objectRef<Bot>('Bot')
export const ContactRef = builder.objectRef<Contact>('Contact')
export const ConversationRef = builder.objectRef<Conversation>('Conversation')
export const InboxRef = builder.objectRef<Inbox>('Inbox')
/** A label as a conversation names it; its colour is in the account's label list. */
export const LabelRef = builder.objectRef<
  Pick<Label, 'name'> & Partial<Label> & { readonly account: string }
>('Label')
export const MessageRef = builder.objectRef<Message>('Message')
export const TeamRef = builder.objectRef<Team>('Team')

/** What `node` hands over: a domain object together with its type's name as `__typename`. */
export const NodeRef = builder.interfaceRef<object>('Node')
export const ActorRef = builder.interfaceRef<Actor>('Actor')
