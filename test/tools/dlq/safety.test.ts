import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { Safety } from '../../../tools/dlq/commands.ts'
import { KeptCopy } from '../../../tools/dlq/kept-copy.ts'
import type { SafetyQueue } from '../../../tools/dlq/safety-queues.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'
import { eventually } from '../../journeys/messaging.ts'
import { Shop } from '../../journeys/shop.ts'

let shop: Shop
let safety: Safety
let shipping: SafetyQueue
beforeAll(async () => {
  shop = await Shop.open()
  const { connection } = shop.messaging
  safety = await Safety.of({ connection, stage: 'dev', place: '' })
  shipping = safety.named('shop-shipping')
  // What is redriven stays in the queue, to be looked at.
  const source = safety.pipelines.sources.find(({ arn }) => arn === shipping.work.arn)
  await new LambdaClient(connection).send(
    new UpdateEventSourceMappingCommand({ UUID: source?.id, Enabled: false }),
  )
})
afterAll(() => shop.close())

afterEach(async () => {
  for (const name of ['shop-shipping', 'mail-mailer', 'Purchases-Shipping-Undelivered']) {
    const { queue, work } = safety.named(name)
    for (const each of [queue, work]) await drained(each)
  }
})

/** A dead letter as a function leaves it. @returns the purchase's id */
async function bury(group: string, { queue }: SafetyQueue = shipping): Promise<string> {
  const id = uuidv7()
  await shop.messaging.sqs.send(
    new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: JSON.stringify({ type: 'shop.purchase.placed.v1', correlationid: id }),
      MessageGroupId: group,
      MessageDeduplicationId: queue.fifo ? id : undefined,
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'Error: no stamps' },
        attempts: { DataType: 'Number', StringValue: '5' },
        correlationId: { DataType: 'String', StringValue: id },
        own: { DataType: 'String', StringValue: 'kept' },
      },
    }),
  )
  return id
}

async function buryMany(count: number, group: string): Promise<string[]> {
  const ids: string[] = []
  for (let letter = 0; letter < count; letter++) ids.push(await bury(group))
  return ids
}

/** What is in a queue, in order; it is deleted there. */
async function drained({ url }: { url: string }) {
  const { sqs } = shop.messaging
  const found: { id: string; group: string | undefined; attributes: string[] }[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    )
    if (Messages.length === 0) return found
    for (const { Body = '', Attributes, MessageAttributes = {}, ReceiptHandle } of Messages) {
      const attributes = Object.keys(MessageAttributes).toSorted()
      found.push({ id: JSON.parse(Body).correlationid, group: Attributes?.MessageGroupId, attributes })
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }))
    }
  }
}

const byId = (id: string) => safety.takeOut({ id }, found => safety.redrive(found))

test('each queue is of a function, and for dead letters or for what SNS could not deliver', () => {
  expect(shipping).toMatchObject({
    role: 'dead-letter',
    queue: { name: 'Messaging-dev-Shop-Shipping-DeadLetters.fifo' },
    work: { name: 'Messaging-dev-Shop-Shipping.fifo' },
  })
  expect(safety.named('Purchases-Shipping-Undelivered')).toMatchObject({
    role: 'undelivered',
    service: 'shop-shipping',
  })
  expect(() => safety.named('nobody')).toThrow(UsageError)
  expect(() => safety.named('nobody')).toThrow('shop-shipping (Messaging-dev-Shop-Shipping-DeadLetters.fifo)')
})

test('a list shows reasons and tries, and leaves every dead letter in place', async () => {
  const id = await bury('ada')
  const [letter, another] = await safety.list(shipping)
  expect(letter).toMatchObject({ correlationId: id, reason: 'Error: no stamps', attempts: 5, group: 'ada' })
  expect(another).toBeUndefined()
  expect(await safety.list(shipping)).toMatchObject([{ correlationId: id, looks: 2 }])
})

test('a letter is found by the beginning of its id, in whatever queue', async () => {
  const id = await bury('ada')
  const mail = await bury('shop', safety.named('mail-mailer'))
  const fresh = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  expect(await fresh.find(id)).toMatchObject([
    { in: { service: 'shop-shipping' }, letter: { correlationId: id } },
  ])
  expect(await fresh.find(mail)).toMatchObject([{ in: { service: 'mail-mailer' } }])
})

test('redriving by an id brings exactly that message, without what the function had added', async () => {
  const [first, second] = [await bury('ada'), await bury('ada')]
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  expect(await byId(second)).toHaveLength(1)
  expect(await drained(shipping.work)).toEqual([{ id: second, group: 'ada', attributes: ['own'] }])
  expect(await safety.list(shipping)).toMatchObject([{ correlationId: first }])
})

test('the last of thirty letters of one group is redriven, and the others keep their order', async () => {
  const ids = await buryMany(30, 'ada')
  const others = await buryMany(2, 'bea')
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  const last = ids.at(-1) as string
  expect(await byId(last)).toHaveLength(1)
  expect((await drained(shipping.work)).map(({ id }) => id)).toEqual([last])

  const left = await drained(shipping.queue)
  expect(left.filter(({ group }) => group === 'ada').map(({ id }) => id)).toEqual(ids.slice(0, -1))
  expect(left.filter(({ group }) => group === 'bea').map(({ id }) => id)).toEqual(others)
})

test('redriving a queue brings all of it, in order', async () => {
  const ids = await buryMany(12, 'ada')
  const seen: number[] = []
  const moved = await safety.redriveAll('shop-shipping', {
    rate: undefined,
    signal: new AbortController().signal,
    watch: ({ moved }) => seen.push(moved),
  })
  expect(moved).toBe(12)
  expect(seen.at(-1)).toBe(12)
  expect((await drained(shipping.work)).map(({ id }) => id)).toEqual(ids)
})

test('what SNS could not deliver is redriven, too', async () => {
  const undelivered = safety.named('Purchases-Shipping-Undelivered')
  const id = await bury('ada', undelivered)
  const options = { rate: undefined, signal: new AbortController().signal, watch: () => {} }
  expect(await safety.redriveAll('Purchases-Shipping-Undelivered', options)).toBe(1)
  expect((await drained(shipping.work)).map(({ id }) => id)).toEqual([id])
})

test('what is dropped is in a file that its owner alone can read', async () => {
  const id = await bury('ada')
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  const copy = new KeptCopy(join(tmpdir(), `dropped-${id}.jsonl`))
  try {
    expect(await safety.takeOut({ queue: 'shop-shipping' }, ({ letter }) => copy.add(letter))).toHaveLength(1)
    expect(JSON.parse(await readFile(copy.path, 'utf8'))).toMatchObject({
      correlationId: id,
      reason: 'Error: no stamps',
      body: expect.stringContaining(id),
    })
  } finally {
    await rm(copy.path, { force: true })
  }
  const { Messages = [] } = await shop.messaging.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: shipping.queue.url, WaitTimeSeconds: 0 }),
  )
  expect(Messages).toEqual([])
})

test('behind the first ten of a group, the trail tells who is dead', async () => {
  const broken = () => ({
    specversion: '1.0',
    id: uuidv7(),
    source: 'urn:test',
    type: 'shop.purchase.placed.v1',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: {},
  })
  const ids = Array.from({ length: 12 }, () => uuidv7())
  for (const id of ids) {
    await shop.publish('gus', JSON.stringify({ ...broken(), subject: id, correlationid: id }), id)
  }
  const history = safety.named('shop-history')
  const fresh = await eventually(async () => {
    const now = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
    return now.named('shop-history').queue.depth.waiting === 12 ? now : undefined
  })
  const shown = await fresh.list(history)
  const behind = await fresh.behind(fresh.named('shop-history'), shown)
  expect(shown.map(({ correlationId }) => correlationId)).toEqual(ids.slice(0, 10))
  expect(behind.map(({ correlationId }) => correlationId)).toEqual(ids.slice(10))
  expect(behind[0]?.reason).toMatch(/^ContractViolation: /)
})
