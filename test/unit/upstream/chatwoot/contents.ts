/** Contents to send, whole; a test changes what it is about. */
import type { OutgoingForm } from '../../../../src/domain/outgoing.ts'

export const field = (change: Partial<OutgoingForm['fields'][number]> = {}) => ({
  name: 'answer',
  label: 'How was it?',
  type: 'TEXT' as const,
  placeholder: null,
  options: [],
  isRequired: false,
  ...change,
})
export const form = (...fields: OutgoingForm['fields']): OutgoingForm => ({
  type: 'form',
  text: null,
  fields,
})
export const card = {
  title: 'Shoe',
  description: null,
  mediaUrl: null,
  actions: [{ label: 'See', url: 'https://x.example/shoe', payload: null }],
}
export const template = {
  type: 'template' as const,
  name: 'purchase_receipt',
  language: 'pt-BR',
  category: 'UTILITY',
  parameters: [
    { name: '1', value: 'Visa' },
    { name: '2', value: '€ 5' },
  ],
  text: 'Paid by Visa: € 5',
}
