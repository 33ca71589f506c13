import {
  fingerprintOf,
  idempotencyKeyViolations,
  requestKey,
} from '../../../lambda/shared/idempotency-key.ts'
import { readPlacePurchase } from '../../../lambda/shop/purchase.ts'
import { purchaseRequest } from '../examples.ts'

describe('an Idempotency-Key', () => {
  it.each([
    undefined,
    '8e03978e-40d5-43dd-bc93-6894a57f9324',
    '"quoted, as the draft has it"',
    'x'.repeat(255),
  ])('may be %j', key => expect(idempotencyKeyViolations(key)).toEqual([]))

  it.each(['', 'x'.repeat(256), 'schlüssel', 'two\nlines'])('may not be %j', key => {
    expect(idempotencyKeyViolations(key)).toMatchObject([{ pointer: 'Idempotency-Key' }])
  })

  it('is of its caller alone', () => {
    const ada = 'arn:aws:iam::000000000000:user/ada'
    expect(requestKey(ada, 'k')).toBe(requestKey(ada, 'k'))
    expect(requestKey(ada, 'k')).not.toBe(requestKey(`${ada}-2`, 'k'))
    expect(requestKey(ada, '","k')).not.toBe(requestKey(`${ada}","`, 'k'))
  })
})

describe('the fingerprint of a request', () => {
  const parsed = (body: unknown) => readPlacePurchase(body, [])

  it('does not depend on the order of members', () => {
    const shuffled = Object.fromEntries(Object.entries(purchaseRequest()).toReversed())
    expect(fingerprintOf(parsed(shuffled))).toBe(fingerprintOf(parsed(purchaseRequest())))
  })

  it('tells requests apart', () => {
    const other = purchaseRequest({ customerId: 'customer-2' })
    expect(fingerprintOf(parsed(other))).not.toBe(fingerprintOf(parsed(purchaseRequest())))
  })
})
