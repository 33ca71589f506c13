import { purchasePlaced, purchaseShipped } from '../../../lambda/contracts/purchase-events.ts'
import {
  ContractViolation,
  PermanentFailure,
  reasonOf,
  UnknownSchema,
  UnparseableMessage,
} from '../../../lambda/shared/failures.ts'
import { cloudEvents } from '../../../lambda/shared/message.ts'
import { NoCarrierError } from '../../../lambda/shop/carriers.ts'
import { PERSONAL_DATA, purchasePlacedExample } from '../examples.ts'

const read = (body: string) => cloudEvents(purchasePlaced).open(body).read()

describe('a message', () => {
  it('that keeps to a contract is read', () => {
    const event = purchasePlacedExample()
    expect(read(JSON.stringify(event))).toEqual(event)
  })

  it.each([
    ['is not JSON', 'ada.byron@mail.example, not JSON', UnparseableMessage, 'the body is not JSON'],
    ['is no CloudEvents document', '{"hello":"Ada Byron"}', UnparseableMessage, '#/specversion'],
    [
      'is of a version that is not known',
      JSON.stringify({ ...purchasePlacedExample(), type: 'shop.purchase.placed.v2' }),
      UnknownSchema,
      '"shop.purchase.placed.v2"',
    ],
    [
      'breaks its contract',
      JSON.stringify({
        ...purchasePlacedExample(),
        data: { ...purchasePlacedExample().data, total: 'Ada Byron' },
      }),
      ContractViolation,
      '#/data/total must be of the type object',
    ],
  ])('that %s fails for good, by name and without a word of its text', (_, body, failure, text) => {
    const error = thrownBy(() => read(body))
    expect(error).toBeInstanceOf(PermanentFailure)
    expect(error).toBeInstanceOf(failure)
    expect(reasonOf(error)).toMatch(new RegExp(`^${failure.name}: `))
    expect(reasonOf(error)).toContain(text)
    for (const datum of PERSONAL_DATA) expect(reasonOf(error)).not.toContain(datum)
  })

  it('of a known type is told which types would have been', () => {
    const error = thrownBy(() =>
      cloudEvents(purchaseShipped).open(JSON.stringify(purchasePlacedExample())).read(),
    )
    expect(reasonOf(error)).toBe(
      'UnknownSchema: events of the type "shop.purchase.placed.v1" are not taken here; known are shop.purchase.shipped.v1',
    )
  })
})

describe('a reason', () => {
  it('is the error by name and text', () => {
    expect(reasonOf(new NoCarrierError('AQ'))).toBe('NoCarrierError: no carrier ships to AQ')
  })

  it('leaves out addresses that other services quote', () => {
    const error = new Error('Email address is not verified: "Ada" <ada@mail.example>, bob@mail.example.')
    expect(reasonOf(error)).toBe('Error: Email address is not verified: "Ada" <<address>>, <address>')
  })

  it('is one line of at most 1,000 characters, as a message attribute wants it', () => {
    expect(reasonOf(new Error(`a\n\u0000b${'c'.repeat(2_000)}`))).toMatch(/^Error: a b[c]+$/)
    expect(reasonOf(new Error('c'.repeat(2_000)))).toHaveLength(1_000)
  })

  it('is found for what is no error', () => {
    expect(reasonOf('ada@mail.example')).toBe('NoError: string was thrown')
  })
})

function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
