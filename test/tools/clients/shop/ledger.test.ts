import { Ledger } from '../../../../tools/clients/shop/ledger.ts'

/** The oracle of the journeys and the benchmark: it must notice what they look for. */
let ledger: Ledger
beforeEach(() => {
  ledger = new Ledger()
  ledger.place('ada', 'a1')
  ledger.place('ada', 'a2')
  ledger.place('grace', 'g1')
})

function ship(customerId: string, purchaseId: string, shipmentId = `shipment of ${purchaseId}`): void {
  ledger.ship({ customerId, purchaseId, shipmentId })
}

test('finds no errors if everything is shipped once and in order', () => {
  for (const [customer, id] of [
    ['ada', 'a1'],
    ['grace', 'g1'],
    ['ada', 'a2'],
  ] as const)
    ship(customer, id)
  expect(ledger).toMatchObject({ placed: 3, outstanding: 0, shippedTwice: 0, outOfOrder: 0 })
})

test('counts purchases that were not shipped', () => {
  ship('ada', 'a1')
  expect(ledger.outstanding).toBe(2)
})

test('tells a second shipment from a second announcement of the same', () => {
  ship('ada', 'a1')
  ship('ada', 'a1')
  expect(ledger.shippedTwice).toBe(0)
  ship('ada', 'a1', 'another shipment')
  expect(ledger.shippedTwice).toBe(1)
})

test('counts customers whose order was not kept, whether or not all is shipped', () => {
  ship('ada', 'a2')
  expect(ledger.outOfOrder).toBe(0)
  ship('ada', 'a1')
  expect(ledger.outOfOrder).toBe(1)
})

test('does not miss an announcement that overtakes the answer to the client', () => {
  ship('grace', 'g2')
  ledger.place('grace', 'g2')
  ship('ada', 'a1')
  ship('ada', 'a2')
  expect(ledger.outstanding).toBe(1)
})
