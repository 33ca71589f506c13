import { purchasePlaced, purchaseShipped } from '../../../lambda/contracts/purchase-events.ts'
import {
  ContractViolation,
  PermanentFailure,
  UnknownSchema,
  UnparseableMessage,
} from '../../../lambda/queue/failures.ts'
import { cloudEvents } from '../../../lambda/queue/message.ts'
import { reasonOf } from '../../../lambda/runtime/reason.ts'
import { unavailableIn } from '../../../lambda/runtime/unavailable.ts'
import { PERSONAL_DATA, PURCHASE_ID, purchasePlacedExample } from '../examples.ts'

const read = (body: string) =>
  cloudEvents({ takes: [purchasePlaced], ignores: [] })
    .open(body)
    .read()

describe('a message', () => {
  test('that keeps to a contract is read', () => {
    const event = purchasePlacedExample()
    expect(read(JSON.stringify(event))).toEqual(event)
  })

  test.each([
    ['is not JSON', 'ada.byron@mail.example, not JSON', UnparseableMessage, 'the body is not JSON'],
    ['is no CloudEvents document', '{"hello":"Ada Byron"}', UnparseableMessage, '#/specversion'],
    [
      'is of a type that is not known',
      JSON.stringify({ ...purchasePlacedExample(), type: 'shop.purchase.vanished.v2' }),
      UnknownSchema,
      '"shop.purchase.vanished.v2"',
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
      cloudEvents({ takes: [purchaseShipped], ignores: [] })
        .open(JSON.stringify(purchasePlacedExample()))
        .read(),
    )
    expect(reasonOf(error)).toBe(
      'UnknownSchema: events of the type "shop.purchase.placed.v1" are not taken here; this function takes shop.purchase.shipped.v1',
    )
  })
})

describe('an unknown type', () => {
  const unknown = (type: string) => {
    const open = cloudEvents({ takes: [purchasePlaced], ignores: [] }).open(
      JSON.stringify({ ...purchasePlacedExample(), type }),
    )
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

describe('a version of a known type that is not known', () => {
  const open = cloudEvents({ takes: [purchasePlaced], ignores: [] }).open(
    JSON.stringify({ ...purchasePlacedExample(), type: 'shop.purchase.placed.v2', data: 'sealed' }),
  )

  test('waits for a release that takes it, which is no fault of the message', () => {
    const error = thrownBy(() => open.read())
    expect(error).not.toBeInstanceOf(PermanentFailure)
    expect(unavailableIn(error)).toBe('release')
    expect(reasonOf(error)).toBe(
      'NotThisRelease: events of the type "shop.purchase.placed.v2" wait for a release that takes them; this one takes shop.purchase.placed.v1',
    )
  })

  test('is logged with its type and correlation id, so that it can be found', () => {
    expect(open).toMatchObject({ type: 'shop.purchase.placed.v2', correlationId: PURCHASE_ID })
  })

  test.each(['shop.purchase.placed', 'shop.purchase.placed.v', 'shop.purchase.placed.v1.draft'])(
    'is a number: %s fails for good',
    type => {
      const body = JSON.stringify({ ...purchasePlacedExample(), type })
      expect(thrownBy(() => read(body))).toBeInstanceOf(UnknownSchema)
    },
  )
})

test('an ignored event is not read, in any version, whatever is in it', () => {
  const messages = cloudEvents({ takes: [purchaseShipped], ignores: ['shop.purchase.placed'] })
  for (const type of ['shop.purchase.placed.v1', 'shop.purchase.placed.v7']) {
    const open = messages.open(JSON.stringify({ ...purchasePlacedExample(), type, data: 0 }))
    expect(open.read()).toBeUndefined()
    expect(open.type).toBe(type)
  }
})

test('a correlation id that could be an address is not one to be logged', () => {
  const event = { ...purchasePlacedExample(), correlationid: 'ada.byron@mail.example' }
  expect(
    cloudEvents({ takes: [purchasePlaced], ignores: [] }).open(JSON.stringify(event)).correlationId,
  ).toBeUndefined()
})

function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
