import { parseJson } from '../../../../src/kit/json.ts'
import { conversationOf } from '../../../../src/upstream/chatwoot/map/conversation.ts'
import { messageOf } from '../../../../src/upstream/chatwoot/map/message.ts'
import * as wire from '../../../../src/upstream/chatwoot/wire.ts'

export const site = { account: 'chatwoot', dashboardUrl: 'https://chat.example.com/app/accounts/1' }

// both as documented, to the letter
export const messageExample = `{"id":4181,"content":"Your order ships today","inbox_id":7,"conversation_id":32,"message_type":1,
 "content_type":"text","status":"delivered","content_attributes":{"in_reply_to":4177,"in_reply_to_external_id":null},
 "created_at":1750148223,"private":false,"source_id":null,
 "sender":{"id":3,"name":"Ana Ruiz","available_name":"Ana","avatar_url":"","type":"user","availability_status":"online","thumbnail":""},
 "attachments":[{"id":88,"message_id":4181,"file_type":"image","account_id":1,"extension":"png","content_type":"image/png",
   "data_url":"https://chat.example.com/rails/active_storage/blobs/redirect/SIGNED/label.png","thumb_url":"https://chat.example.com/rails/active_storage/representations/redirect/SIGNED/label.png",
   "file_size":18211,"width":640,"height":480}]}`
const conversationExample = `{"meta":{"sender":{"id":12,"name":"Sam Lee","email":null,"phone_number":"+15550100","identifier":null,"thumbnail":"","blocked":false,
   "availability_status":"offline","additional_attributes":{},"custom_attributes":{},"last_activity_at":1750148200,"created_at":1749000000},
  "channel":"Channel::Whatsapp","assignee":{"id":3,"account_id":1,"availability_status":"online","auto_offline":true,"confirmed":true,
   "email":"ana@example.com","provider":"email","available_name":"Ana","name":"Ana Ruiz","role":"agent","thumbnail":"","custom_role_id":null},
  "assignee_type":"User","hmac_verified":false},
 "id":32,"messages":[{"id":4181,"conversation_id":32,"message_type":1,"content":"Your order ships today","created_at":1750148223,"status":"delivered"}],
 "account_id":1,"uuid":"6f1c1f0e-8a53-4c6c-9d5a-0b8a2a7f3d11","additional_attributes":{},"agent_last_seen_at":1750148100,"assignee_last_seen_at":0,
 "can_reply":true,"contact_last_seen_at":0,"custom_attributes":{},"inbox_id":7,"labels":["billing"],"muted":false,"snoozed_until":null,
 "status":"open","created_at":1750000000,"updated_at":1750148223.512,"timestamp":1750148223,"first_reply_created_at":1750000100,
 "unread_count":0,"last_non_activity_message":{"id":4181,"message_type":1},"last_activity_at":1750148223,"priority":null,"waiting_since":0,"sla_policy_id":null}`

export const decode = (json: string, change: object = {}) =>
  messageOf(wire.message.parse({ ...(parseJson(json) as object), ...change }), '32', site)
export const message = (change: object = {}) => decode(messageExample, change)
export const conversation = (change: object = {}) =>
  conversationOf(wire.conversation.parse({ ...(parseJson(conversationExample) as object), ...change }), site)
