import { fingerprintOf, idempotencyKeyViolations, requestKey } from '../../../lambda/http/idempotency-key.ts'
import { readPlacePurchase } from '../../../lambda/shop/place-purchase.ts'
import { purchaseRequest } from '../examples.ts'

describe('an Idempotency-Key', () => {
  test.each([
    undefined,
    '8e03978e-40d5-43dd-bc93-6894a57f9324',
    '"quoted, as the draft has it"',
    'x'.repeat(255),
  ])('may be %j', key => expect(idempotencyKeyViolations(key)).toEqual([]))

  test.each(['', 'x'.repeat(256), 'schlüssel', 'two\nlines'])('may not be %j', key => {
    expect(idempotencyKeyViolations(key)).toMatchObject([{ pointer: 'Idempotency-Key' }])
  })

  test('is of its caller alone', () => {
    const ada = 'arn:aws:iam::000000000000:user/ada'
    expect(requestKey(ada, 'k')).toBe(requestKey(ada, 'k'))
    expect(requestKey(ada, 'k')).not.toBe(requestKey(`${ada}-2`, 'k'))
    expect(requestKey(ada, '","k')).not.toBe(requestKey(`${ada}","`, 'k'))
  })
})

describe('the caller of a role', () => {
  const session = (role: string, name: string) => `arn:aws:sts::000000000000:assumed-role/${role}/${name}`

  // The SDKs name the session anew when they renew credentials: `botocore-session-1764360000`, a task's or instance's id.
  test('is the same one when its credentials are renewed', () => {
    const before = requestKey(session('web-shop', 'botocore-session-1764360000'), 'k')
    expect(requestKey(session('web-shop', 'botocore-session-1764363600'), 'k')).toBe(before)
  })

  test('is another than that of another role, whatever the sessions are called', () => {
    const web = requestKey(session('web-shop', 'app-shop/s'), 'k')
    expect(requestKey(session('app-shop', 's'), 'k')).not.toBe(web)
    expect(requestKey(session('web-shop-2', 's'), 'k')).not.toBe(web)
  })
})

describe('the fingerprint of a request', () => {
  const parsed = (body: unknown) => readPlacePurchase(body, [])

  test('does not depend on the order of members', () => {
    const shuffled = Object.fromEntries(Object.entries(purchaseRequest()).toReversed())
    expect(fingerprintOf(parsed(shuffled))).toBe(fingerprintOf(parsed(purchaseRequest())))
  })

  test('tells requests apart', () => {
    const other = purchaseRequest({ customerId: 'customer-2' })
    expect(fingerprintOf(parsed(other))).not.toBe(fingerprintOf(parsed(purchaseRequest())))
  })
})
