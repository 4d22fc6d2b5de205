import type { Deviation } from './settle.ts'

const section = '§5.1'
const operation = /\/webhooks$/

/** Chatwoot's document describes its webhooks without what is around them. */
export const webhookDeviations: readonly Deviation[] = [
  {
    api: 'chatwoot',
    operation,
    where: /^request body webhook$/,
    what: /^is not declared$/,
    section,
    quote: 'body `{"webhook":{"url","name?","inbox_id?","subscriptions":[…]}}`',
  },
  {
    api: 'chatwoot',
    operation,
    where: /^response 200 payload$/,
    what: /^is not declared$/,
    section,
    quote: '`{"payload":{"webhook":{id,name,url,account_id,subscriptions,secret,inbox?}}}`',
  },
  {
    api: 'chatwoot',
    operation,
    where: /^response 200$/,
    what: /^is object, declared array$/,
    section,
    quote: 'list → `{"payload":{"webhooks":[…]}}`',
  },
]
