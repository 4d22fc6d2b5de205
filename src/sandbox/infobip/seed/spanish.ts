import { whatsapp } from './addresses.ts'
import { days, file, hours, rich, type Thread, talk } from './script.ts'

export const spanish: readonly Thread[] = [
  {
    key: 'cambio de direccion',
    channel: 'WHATSAPP',
    contact: '34600555128',
    business: whatsapp,
    topic: 'Cambio de dirección del pedido BC-20477',
    status: 'OPEN',
    priority: 'HIGH',
    queue: 'orders',
    assignee: 'lucia',
    tags: ['address.change', 'espanol'],
    endedAgo: 21,
    lines: [
      ...talk(`
        C: ¡Hola! Me he mudado y el pedido BC-20477 va a mi piso antiguo 😱
        A: ¡Hola, Marta! Tranquila, todavía no ha salido de Zaragoza. ¿Cuál es la dirección nueva?
        C: Calle de la Cruz 21, 3.º izquierda, 28012 Madrid
        C =: el telefonillo no funciona, que llamen al móvil
        A: Anotado. El repartidor te llamará antes de subir.
        A: ¿Quieres que cambie también la dirección de la suscripción?
        C +40m: Sí, por favor. ¡Y el nombre, que pone Martha con h!
      `),
    ],
    notes: [{ by: 'lucia', text: 'Cambiar el nombre en la ficha: Marta, sin h.', afterLine: 6 }],
  },
  {
    key: 'devolucion',
    channel: 'WHATSAPP',
    contact: '34600555239',
    business: whatsapp,
    topic: 'Devolución de una cafetera',
    summary: 'Devuelta dentro de plazo, importe abonado.',
    status: 'CLOSED',
    queue: 'orders',
    assignee: 'lucia',
    tags: ['refund', 'espanol'],
    endedAgo: days(18),
    lines: [
      ...talk(`
        C: Buenos días, quiero devolver la cafetera. Es preciosa, pero no cabe debajo del armario
        A: Buenos días, Joaquín. Está dentro de los 30 días, así que no hay problema.
        A: ¿Está en la caja original?
        C: Sí, sin estrenar
      `),
      file('customer', 'IMAGE', 'cafetera-en-su-caja.png'),
      ...talk(`A: Perfecto. Aquí tienes la etiqueta de envío.`),
      file('agent', 'DOCUMENT', 'etiqueta-de-devolucion.pdf', 'Etiqueta de devolución.pdf', 0),
      ...talk(`
        C +1d: Entregada en correos
        A +3d: Ha llegado bien. Hoy te hemos devuelto 189,00 €.
        C: Muchas gracias, ¡así da gusto!
      `),
    ],
  },
  {
    key: 'pedido enviado',
    channel: 'WHATSAPP',
    contact: '34600555347',
    business: whatsapp,
    status: 'WAITING',
    queue: 'orders',
    tags: ['espanol'],
    endedAgo: hours(14),
    lines: [
      rich('system', 'TEXT', {
        text: 'Hola Pablo, tu pedido BC-20501 ha salido de nuestro tostadero y llega el jueves. Responde aquí si falta algo.',
      }),
      ...talk(`C +2h: ¿Puede recogerlo mi vecina? Os paso su contacto`),
      rich('customer', 'CONTACT', {
        contacts: [
          {
            name: { first_name: 'Carmen', last_name: 'Ruiz', formatted_name: 'Carmen Ruiz' },
            phones: [{ phone: '+34 600 555 900', type: 'CELL', waId: '34600555900' }],
          },
        ],
      }),
      file('customer', 'AUDIO', 'nota-de-voz.wav', undefined, 0),
    ],
  },
]
