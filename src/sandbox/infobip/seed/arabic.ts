import { sms, whatsapp } from './addresses.ts'
import { days, file, hours, type Thread, talk } from './script.ts'

export const arabic: readonly Thread[] = [
  {
    key: 'late order in dubai',
    channel: 'WHATSAPP',
    contact: '971505550164',
    business: whatsapp,
    topic: 'تأخر الطلب BC-20466',
    status: 'OPEN',
    queue: 'orders',
    assignee: 'omar',
    tags: ['delivery_late', 'arabic'],
    endedAgo: 90,
    lines: talk(`
      C: السلام عليكم، طلبي رقم BC-20466 كان يجب أن يصل أمس ولم يصل بعد
      A: وعليكم السلام أستاذ خالد، نعتذر عن التأخير. دعني أتحقق من شركة الشحن.
      A: الشحنة وصلت إلى دبي صباح اليوم، وهي الآن عند المندوب.
      C: شكراً، هل يمكن أن يأتي بعد الساعة الخامسة؟
      A: بالتأكيد، طلبت منه أن يأتي بين الخامسة والسابعة.
      C: ممتاز 🙏
      C +3h: لم يتصل بي أحد حتى الآن
    `),
    notes: [{ by: 'omar', text: 'المندوب: 0505550990. اتصلت به مرتين ولم يرد.', afterLine: 6 }],
  },
  {
    key: 'voice note about the filter',
    channel: 'WHATSAPP',
    contact: '966505550278',
    business: whatsapp,
    topic: 'تغيير فلتر الماء',
    status: 'SOLVED',
    queue: 'repairs',
    assignee: 'omar',
    tags: ['arabic'],
    endedAgo: days(3),
    lines: [
      ...talk(`C: مرحباً، كيف أغيّر فلتر الماء في Brava Duo؟ أرسلت لكم رسالة صوتية`),
      file('customer', 'AUDIO', 'water-filter-question.wav', undefined, 0),
      ...talk(`
        A: أهلاً بك! افتح الخزان، اسحب الفلتر القديم إلى الأعلى، ثم ضع الجديد واضغط حتى تسمع صوت «كليك».
      `),
      file('agent', 'IMAGE', 'water-filter.png', 'مكان الفلتر'),
      ...talk(`
        C: تم، شكراً جزيلاً!
        A: على الرحب والسعة. لا تنسَ تغييره كل شهرين.
      `),
    ],
  },
  {
    key: 'sms in arabic',
    channel: 'SMS',
    contact: '201005550311',
    business: sms,
    status: 'OPEN',
    endedAgo: hours(5),
    lines: talk(`
      C: هل يوجد توصيل إلى الإسكندرية؟
      C: وكم سعر كيلو Brava House؟
    `),
  },
]
