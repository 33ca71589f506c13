import { purchasePlaced, purchaseShipped } from '../../../lambda/contracts/purchase-events.ts'
import {
  ContractViolation,
  PermanentFailure,
  UnknownSchema,
  UnparseableMessage,
} from '../../../lambda/queue/failures.ts'
import { cloudEvents } from '../../../lambda/queue/message.ts'
import { reasonOf } from '../../../lambda/runtime/reason.ts'
import { PERSONAL_DATA, purchasePlacedExample } from '../examples.ts'

const read = (body: string) => cloudEvents(purchasePlaced).open(body).read()

describe('a message', () => {
  test('that keeps to a contract is read', () => {
    const event = purchasePlacedExample()
    expect(read(JSON.stringify(event))).toEqual(event)
  })

  test.each([
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
      '#/data/total must be of type object',
    ],
  ])('that %s fails for good, by name and without a word of its text', (_, body, failure, text) => {
    const error = thrownBy(() => read(body))
    expect(error).toBeInstanceOf(PermanentFailure)
    expect(error).toBeInstanceOf(failure)
    expect(reasonOf(error)).toMatch(new RegExp(`^${failure.name}: `))
    expect(reasonOf(error)).toContain(text)
    for (const datum of PERSONAL_DATA) expect(reasonOf(error)).not.toContain(datum)
  })

  test('of a known type is told which types would have been', () => {
    const error = thrownBy(() =>
      cloudEvents(purchaseShipped).open(JSON.stringify(purchasePlacedExample())).read(),
    )
    expect(reasonOf(error)).toBe(
      'UnknownSchema: events of the type "shop.purchase.placed.v1" are not taken here; this function takes shop.purchase.shipped.v1',
    )
  })
})

describe('an unknown type', () => {
  const unknown = (type: string) => {
    const open = cloudEvents(purchasePlaced).open(JSON.stringify({ ...purchasePlacedExample(), type }))
    return { open, reason: reasonOf(thrownBy(() => open.read())) }
  }

  // What a producer writes there is neither logged nor traced, unless it is a name.
  test.each(['evil@example.com', 'Ada Byron', '\u{1F600}'.repeat(60)])(
    'that is no name is not repeated: %s',
    type => {
      const { open, reason } = unknown(type)
      expect(open.type).toBeUndefined()
      expect(reason).toMatch(/^UnknownSchema: events of a type with an invalid name are not taken here/)
    },
  )

  test('that is a name is told, and not logged as an event of ours', () => {
    const { open, reason } = unknown('shop.purchase.vanished.v9')
    expect(open.type).toBeUndefined()
    expect(reason).toContain('"shop.purchase.vanished.v9"')
  })
})

test('a correlation id that could be an address is not one to be logged', () => {
  const event = { ...purchasePlacedExample(), correlationid: 'ada.byron@mail.example' }
  expect(cloudEvents(purchasePlaced).open(JSON.stringify(event)).correlationId).toBeUndefined()
})

function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
