/** Where contacts reach Brava Coffee. */
export const whatsapp = '442079460100'
export const sms = '442079460101'
export const viber = 'BravaCoffee'
export const messengerPage = '113628916991966'
export const chatWidget = 'BravaChat'
export const mailbox = 'support@brava-coffee.example'
