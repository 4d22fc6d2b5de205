import { type Episode, file, talk } from './script.ts'

export const spanishWeeks: readonly Episode[] = [
  ({ kilos, bags, order }) =>
    talk(`
      C: Hola, Lucía, lo de siempre: ${kilos} kg de natural y ${bags} bolsas de descafeinado
      A: ¡Hola, Mercedes! Apuntado, es el pedido ${order}.
      C: ¿Llega el viernes?
      A: Sí, por la mañana.
      C: Estupendo, gracias
      A: A ti 😊
    `),
  ({ order, amount }) => [
    ...talk(`
      C: ¿Me puedes mandar la factura de ${order}?
      A: Claro, aquí la tienes.
    `),
    file('agent', 'DOCUMENT', 'factura.pdf', 'Factura.pdf', 0),
    ...talk(`
      C: Pone ${amount} €, ¿está incluido el porte?
      A: Sí, a partir de 100 € no se cobra.
      C: Perfecto
    `),
  ],
  ({ time }) =>
    talk(`
      C: El café de esta semana sale muy aguado, ¿ha cambiado algo?
      A: El tueste es el mismo. ¿Habéis tocado la molienda?
      C: Mi sobrino limpió el molinillo ayer...
      A: Ahí está 😄 Ciérralo dos puntos y prueba otra vez.
      C +20m: ¡Arreglado! A las ${time} ya teníamos cola
      A: ¡Me alegro mucho!
    `),
  ({ bags, kilos }) =>
    talk(`
      C: Empieza la temporada y tenemos el hostal lleno. ¿Podemos subir a ${kilos + 6} kg?
      A: Por supuesto. ¿Solo esta semana o también las siguientes?
      C: Hasta septiembre
      A: Hecho. Os regalo ${bags} bolsas de cold brew para que lo probéis.
      C: ¡Qué detalle!
      A: Con este calor se vende solo.
      C: Te contaré
    `),
  ({ order, time }) =>
    talk(`
      C: El repartidor ha dejado ${order} en el bar de al lado
      A: ¡Vaya! ¿Habéis podido recogerlo?
      C: Sí, pero a las ${time} no había nadie para firmar, y yo estaba aquí
      A: Lo aviso ahora mismo. La próxima vez llamará al timbre.
      C: Gracias, no pasa nada
      A: Sí que pasa 🙂 Gracias por decírmelo.
    `),
]
