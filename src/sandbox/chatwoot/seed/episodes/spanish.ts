/** A hotel in Valencia. */
import { note, them, us } from '../script.ts'
import type { Episode } from './episode.ts'

export const spanish: readonly Episode[] = [
  ({ random, quantity, weekday }) => [
    them(
      random.pick([
        `Buenos días, ¿nos podéis mandar ${quantity} paquetes de café para el desayuno?`,
        `Hola, necesitamos ${quantity} kilos más esta semana.`,
      ]),
    ),
    us('¡Claro! ¿El de siempre, tueste medio?'),
    them(random.pick(['Sí, el mismo', 'Esta vez la mitad descafeinado, por favor'])),
    us(`Perfecto, sale mañana. Referencia interna: ${weekday}.`),
    them('Gracias 🙌'),
  ],
  ({ order }) => [
    them(`Nos falta una caja del pedido ${order}.`),
    us('Vaya, lo siento. ¿Cuántas cajas han llegado?'),
    them('Tres de cuatro. En el albarán pone cuatro.'),
    note(`Falta una caja de ${order}. He abierto una reclamación al transportista.`),
    us('Ya está reclamado. Mientras tanto os mando otra hoy mismo.', { gap: 30 }),
    them('Ha llegado. ¡Muchas gracias!', { gap: 2600 }),
  ],
  ({ amount }) => [
    them('¿Podéis poner el CIF del hotel en la factura? Es B12345674.'),
    us(`Hecho. Os la reenvío, son ${amount}.`, {
      attachments: [{ kind: 'pdf', name: 'factura.pdf', text: `Factura Hotel Azahar ${amount}` }],
    }),
    them('Recibida, todo correcto.'),
  ],
  ({ random, product }) => [
    them(`Una clienta pregunta si vendéis el ${product} a particulares.`),
    us('Sí, en la tienda en línea. Le hacemos un 10 % si dice que viene de vuestra parte 😉'),
    them(random.pick(['¡Qué detalle!', 'Se lo digo, gracias'])),
  ],
  ({ time }) => [
    them('La cafetera del salón no calienta bien desde ayer.'),
    us('¿Sale alguna luz roja en el panel?'),
    them('Parpadea la segunda.'),
    us(`Es la cal. Os mando el producto y, si no se arregla, el técnico pasa mañana a las ${time}.`),
    them('Estupendo'),
    them('Arreglado, no hizo falta el técnico 💪', { gap: 1300 }),
    us('¡Me alegro!'),
  ],
  ({ random }) => [
    them('¿Cerráis por las Fallas?'),
    us(
      random.pick([
        'Aquí no, trabajamos normal. ¿Adelantamos vuestro pedido?',
        'No, pero el transportista sí: mejor pedid antes del viernes.',
      ]),
    ),
    them('Pues adelantadlo, que aquí no se puede circular 😅'),
    us('Apuntado.'),
  ],
]
