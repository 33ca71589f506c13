import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import {
  type PurchaseCancelledSealed,
  type PurchasePlacedSealed,
  purchaseCancelledSealed,
  purchasePlacedSealed,
} from '../../../lambda/contracts/purchase-events.ts'
import { PERSONAL_DATA, purchaseRequest } from '../examples.ts'
import { apiRequest, context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'
import { type ShopFunctions, ShopRig } from './shop-rig.ts'

const rig = new ShopRig()
let log: Log
let shop: ShopFunctions

beforeAll(async () => {
  shop = await rig.openShop('shop-receipts', { seals: true })
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => {
  for (const datum of PERSONAL_DATA) expect(log.text).not.toContain(datum)
  jest.restoreAllMocks()
})

async function published(): Promise<string[]> {
  return (await rig.arrived(rig.published)).map(({ Body }) => Body ?? '')
}

/** Places purchases of a customer, all at once. @returns their events */
async function place(customerId: string, country = 'GB', count = 1): Promise<PurchasePlacedSealed[]> {
  const { shipTo } = purchaseRequest()
  const body = purchaseRequest({ customerId, shipTo: { ...shipTo, country } })
  const answers = Array.from({ length: count }, () => shop.buying(apiRequest({ body }), context))
  for (const { statusCode } of await Promise.all(answers)) expect(statusCode).toBe(202)
  const bodies = await published()
  expect(bodies).toHaveLength(count)
  for (const text of bodies) for (const datum of PERSONAL_DATA) expect(text).not.toContain(datum)
  return bodies.map(text => purchasePlacedSealed.schema.parse(JSON.parse(text)))
}

const receive = (event: unknown) => shop.receipts(sqsEvent(sqsRecord(event)), context)

async function mails() {
  return (await rig.arrived(rig.emails)).map(
    ({ Body }) => emailRequested.schema.parse(JSON.parse(Body ?? '')).data,
  )
}

async function forget(customerId: string): Promise<void> {
  const client = new DynamoDBClient(rig.client)
  await client.send(new DeleteItemCommand({ TableName: 'keys', Key: { customerId: { S: customerId } } }))
  client.destroy()
}

test('a purchase is published without personal data but for the country, and its receipt has all of it', async () => {
  const [event] = await place('ada')
  expect(event?.data.shipTo).toEqual({ country: 'GB' })
  expect(log.hops).toMatchObject([{ event: 'shop.purchase.placed.v2', customerId: 'ada' }])
  await receive(event)
  const [mail] = await mails()
  expect(mail?.to).toBe('ada.byron@mail.example')
  for (const datum of PERSONAL_DATA.slice(1)) expect(mail?.text).toContain(datum)
})

test('all purchases of a customer have one key, also those that are placed at once', async () => {
  const events = await place('bob', 'GB', 5)
  expect(new Set(events.map(({ data }) => data.personal.keyId)).size).toBe(1)
  for (const event of events) await receive(event)
  expect(await mails()).toHaveLength(5)
})

test('a cancellation passes on what is sealed, which shipping cannot read, and its mail reaches the customer', async () => {
  const [event] = await place('cleo', 'AQ')
  await shop.shipping(sqsEvent(sqsRecord(event, { queue: 'shipping.fifo', group: 'cleo' })), context)
  const [text] = await published()
  const cancelled: PurchaseCancelledSealed = purchaseCancelledSealed.schema.parse(JSON.parse(text ?? ''))
  expect(cancelled.data.personal).toEqual(event?.data.personal)
  await receive(cancelled)
  expect(await mails()).toMatchObject([
    { to: 'ada.byron@mail.example', subject: expect.stringContaining('is cancelled') },
  ])
})

test('of a customer who is forgotten nothing is mailed, and nothing is wrong', async () => {
  const [event] = await place('dora')
  await forget('dora')
  expect(await receive(event)).toEqual({ batchItemFailures: [] })
  expect(log.hops.at(-1)).toMatchObject({ outcome: 'done', forgotten: 'true' })
  expect(await mails()).toEqual([])
  expect(await rig.arrived(rig.deadLetters)).toEqual([])

  const [later] = await place('dora')
  await receive(event)
  // She has a new key, which has nothing to do with what was sealed before.
  expect(log.hops.at(-1)).toMatchObject({ outcome: 'done', forgotten: 'true' })
  expect(await mails()).toEqual([])
  await receive(later)
  expect(await mails()).toHaveLength(1)
})

test('sealed data of another purchase is a dead letter', async () => {
  const [one, other] = await place('eve', 'GB', 2)
  await receive({ ...one, data: { ...one?.data, personal: other?.data.personal } })
  const [letter] = await rig.arrived(rig.deadLetters)
  expect(letter?.MessageAttributes?.reason?.StringValue).toBe(
    'ContractViolation: the sealed data was changed, or belongs to another purchase',
  )
})
