import { type Episode, file, talk } from './script.ts'

export const arabicWeeks: readonly Episode[] = [
  ({ kilos, order }) =>
    talk(`
      C: صباح الخير عمر، نحتاج ${kilos} كيلو من خلطة البيت هذا الأسبوع
      A: صباح النور! تم تسجيل الطلب رقم ${order}.
      C: متى يصل؟
      A: بعد غد إن شاء الله.
      C: شكراً لك
    `),
  ({ time }) => [
    ...talk(`
      C: وصلت الشحنة الساعة ${time} وكل شيء ممتاز
      C: انظر كيف رتبنا الرف الجديد
    `),
    file('customer', 'IMAGE', 'bookshop-shelf.png', undefined, 0),
    ...talk(`
      A: رائع! الكتب والقهوة أجمل رفيقين 📚☕
      C: بالضبط 😄
    `),
  ],
  ({ order, amount }) => [
    ...talk(`
      C: من فضلك أرسل لي فاتورة الطلب ${order}
      A: تفضل، المبلغ ${amount} دينار.
    `),
    file('agent', 'DOCUMENT', 'invoice-amman.pdf', 'فاتورة.pdf', 0),
    ...talk(`
      C: وصلت، سأحوّل المبلغ اليوم
      A: شكراً جزيلاً.
    `),
  ],
  ({ bags }) =>
    talk(`
      C: الزبائن يسألون عن قهوة أخف، ماذا تنصحني؟
      A: جرّب القهوة الإثيوبية، طعمها خفيف وفيه نكهة الفواكه.
      C: أرسل لي ${bags} أكياس للتجربة
      A: بكل سرور، ومعها بطاقة تعريف صغيرة.
      C: أنت الأفضل!
    `),
]
