import { basketMail } from '../../../lambda/clickstream/baskets/basket-mail.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'

const reminderId = '01920000-0000-7000-8000-000000000001'
const remindedAt = Date.parse('2026-01-02T03:04:05.678Z')
const item = (sku: string, quantity = 1) => ({
  key: `${sku}-${quantity}`,
  sku,
  quantity,
  time: remindedAt,
  putAt: remindedAt,
})

function mailAbout(...items: ReturnType<typeof item>[]) {
  return basketMail({ reminderId, remindedAt, items }, 'ada@mail.example', 'https://shop.example/u?token=a.b')
}

test('a reminder lists each product once, in text and HTML, and has a way out', () => {
  const mail = mailAbout(item('lamp-7'), item('skis-3', 2), item('skis-3', 1))
  expect(emailRequested.schema.parse(mail)).toEqual(mail)
  expect(mail).toMatchObject({
    source: 'urn:messaging:clickstream:remind',
    time: '2026-01-02T03:04:05.678Z',
    correlationid: reminderId,
    data: { tenant: 'clickstream', to: 'ada@mail.example', subject: 'You left something in your basket' },
  })
  const { text, html } = mail.data
  expect(text).toContain('\n\n1 × lamp-7\n3 × skis-3\n\n-- \n')
  expect(text).toContain('\nUnsubscribe: https://shop.example/u?token=a.b\n')
  expect(html).toContain('<ul><li>1 × lamp-7</li><li>3 × skis-3</li></ul>')
  expect(html).toContain('<a href="https://shop.example/u?token=a.b">Unsubscribe</a>')
})

test.each([
  [10, 10, undefined],
  [11, 10, 'and 1 more'],
  [40, 10, 'and 30 more'],
])('of %i products it lists %i', (count, listed, more) => {
  const { text } = mailAbout(...Array.from({ length: count }, (_, index) => item(`sku-${index}`))).data
  expect(text.match(/^1 × /gm)).toHaveLength(listed)
  expect(/^and .*$/m.exec(text)?.[0]).toBe(more)
})
