import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { priceText } from '../../../lambda/shop/price.ts'
import { receiptFor } from '../../../lambda/shop/receipt.ts'
import { PURCHASE_ID, purchasePlacedExample, purchaseRequest } from '../examples.ts'

describe('a receipt', () => {
  const receipt = receiptFor(purchasePlacedExample())

  test('keeps to its contract, goes to the customer, and is traced back to the purchase', () => {
    expect(emailRequested.schema.parse(receipt)).toEqual(receipt)
    expect(receipt).toMatchObject({
      subject: receipt.data.emailId,
      correlationid: PURCHASE_ID,
      data: { to: 'ada.byron@mail.example', tenant: 'shop', subject: `Your purchase ${PURCHASE_ID}` },
    })
  })

  test('contains the products, the price and the address', () => {
    expect(receipt.data.text).toBe(
      [
        'Hello Ada Byron,',
        '',
        `thank you for your purchase ${PURCHASE_ID}.`,
        '',
        '2 × engine-1: £39.98',
        '10 × punch-card: £0.50',
        'Total: £40.48',
        '',
        'It ships to:',
        'Ada Byron',
        '12 St James Square',
        'SW1Y 4JH Marylebone',
        'GB',
        '',
      ].join('\n'),
    )
  })

  test('is the same e-mail whenever the same purchase is delivered, and another for another', () => {
    expect(receiptFor(purchasePlacedExample())).toEqual(receipt)
    const other = receiptFor(purchasePlacedExample({}, '01920000-0000-7000-8000-000000000002'))
    expect(other.data.emailId).not.toBe(receipt.data.emailId)
  })

  test('shows what a person wrote as text, not as HTML', () => {
    const shipTo = { ...purchaseRequest().shipTo, name: `<img src=x onerror="alert('&')">` }
    const { html } = receiptFor(purchasePlacedExample({ shipTo })).data
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;')
  })
})

describe('a price', () => {
  test.each([
    [1999, 'EUR', '€19.99'],
    [5, 'USD', '$0.05'],
    [0, 'USD', '$0.00'],
    [123_456_789, 'JPY', '¥123,456,789'],
    [1, 'KWD', 'KWD\u00a00.001'],
    // Intl alone would write 1,500 and lose the minor unit.
    [1_500_250, 'IQD', 'IQD\u00a01,500.250'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '€90,071,992,547,409.91'],
  ])('of %i %s is %s', (amount, currency, text) => {
    expect(priceText({ amount, currency })).toBe(text)
  })
})
