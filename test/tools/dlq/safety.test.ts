import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { ScaledClock } from '@messaging-on-aws/local-aws'
import { v7 as uuidv7 } from 'uuid'
import { Safety } from '../../../tools/dlq/commands.ts'
import { KeptCopy } from '../../../tools/dlq/kept-copy.ts'
import { letterOf } from '../../../tools/dlq/letter.ts'
import { RefusedError } from '../../../tools/dlq/refused-error.ts'
import { givenUpBuckets } from '../../../tools/dlq/report.ts'
import type { SafetyQueue } from '../../../tools/dlq/safety-queues.ts'
import { wholeId } from '../../../tools/dlq/whole-id.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'
import { eventually } from '../../journeys/messaging.ts'
import { Shop } from '../../journeys/shop.ts'

let shop: Shop<ScaledClock>
let safety: Safety
let shipping: SafetyQueue
beforeAll(async () => {
  // Each look at a queue that is empty waits for a second of its time.
  shop = await Shop.on(new ScaledClock(8))
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

const byId = (id: string) => safety.takeOut(id, found => safety.redrive(found))
const lettersOf = async (queue: SafetyQueue) => (await safety.list(queue)).letters

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
  const [letter, another] = await lettersOf(shipping)
  expect(letter).toMatchObject({ correlationId: id, reason: 'Error: no stamps', attempts: 5, group: 'ada' })
  expect(another).toBeUndefined()
  expect(await lettersOf(shipping)).toMatchObject([{ correlationId: id, looks: 2 }])
})

test('a letter is found by the beginning of its id, in whatever queue', async () => {
  const id = await bury('ada')
  const mail = await bury('shop', safety.named('mail-mailer'))
  const fresh = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  expect((await fresh.find(id)).found).toMatchObject([
    { in: { service: 'shop-shipping' }, letter: { correlationId: id } },
  ])
  expect((await fresh.find(mail)).found).toMatchObject([{ in: { service: 'mail-mailer' } }])
})

test('redriving by an id brings exactly that message, without what the function had added', async () => {
  const [first, second] = [await bury('ada'), await bury('ada')]
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  expect(await byId(second)).toHaveLength(1)
  expect(await drained(shipping.work)).toEqual([{ id: second, group: 'ada', attributes: ['own'] }])
  expect(await lettersOf(shipping)).toMatchObject([{ correlationId: first }])
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

test('a group is reached behind its letters in a batch that another group has begun', async () => {
  const others = await buryMany(3, 'ada')
  const ids = await buryMany(30, 'bea')
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  const last = ids.at(-1) as string
  expect(await byId(last)).toHaveLength(1)
  expect((await drained(shipping.work)).map(({ id }) => id)).toEqual([last])
  const left = (await drained(shipping.queue)).map(({ id }) => id)
  expect(left.filter(id => others.includes(id))).toEqual(others)
  expect(left.filter(id => ids.includes(id))).toEqual(ids.slice(0, -1))
})

test('a letter that cannot be taken keeps its place, and its group its order', async () => {
  const ids = await buryMany(25, 'ada')
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  const down = () => Promise.reject(new Error('the network is down'))
  await expect(safety.takeOut(ids[14] as string, down)).rejects.toThrow('the network is down')
  expect((await drained(shipping.queue)).map(({ id }) => id)).toEqual(ids)
})

test('a group that was left in the middle of its round says so, and the next round restores its order', async () => {
  const ids = await buryMany(25, 'ada')
  const [early, wanted] = [ids[3] as string, ids[14] as string]
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  const kms = new KMSClient(shop.messaging.connection)
  const KeyId = shipping.queue.keyId
  try {
    await safety.takeOut(wanted, async () => void (await kms.send(new DisableKeyCommand({ KeyId }))))
  } finally {
    await kms.send(new EnableKeyCommand({ KeyId }))
  }
  expect(safety.refusals).toContainEqual(
    expect.stringMatching(/group ada of .* is out of order.* is disabled/),
  )
  expect((await lettersOf(shipping))[0]?.correlationId).toBe(ids[15])

  expect(await byId(early)).toHaveLength(1)
  await drained(shipping.work)
  const left = ids.filter(id => id !== wanted && id !== early)
  expect((await drained(shipping.queue)).map(({ id }) => id)).toEqual(left)
})

test('characters that several ids begin with are refused for what changes a queue, and a letter is moved by none', async () => {
  const [one, two] = [await bury('ada'), await bury('bea')]
  const beginning = one.slice(0, 8)
  expect(two.slice(0, 8)).toBe(beginning)
  await expect(wholeId(safety, beginning)).rejects.toThrow(RefusedError)
  await expect(wholeId(safety, beginning)).rejects.toThrow(`2 ids begin with ${beginning}`)
  expect(await wholeId(safety, one.slice(0, -1))).toBe(one)
})

test('redriving a queue brings all of it, in order', async () => {
  const ids = await buryMany(12, 'ada')
  const seen: number[] = []
  const moved = await safety.redriveAll(shipping, {
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
  expect(await safety.redriveAll(undelivered, options)).toBe(1)
  expect((await drained(shipping.work)).map(({ id }) => id)).toEqual([id])
})

test('redriving what SNS could not deliver keeps to the rate', async () => {
  const undelivered = safety.named('Purchases-Shipping-Undelivered')
  for (let letter = 0; letter < 3; letter++) await bury('ada', undelivered)
  const began = performance.now()
  const times: number[] = []
  const watch = () => times.push(performance.now())
  const options = { rate: 5, signal: new AbortController().signal, watch }
  expect(await safety.redriveAll(undelivered, options)).toBe(3)
  expect((times[2] ?? 0) - began).toBeGreaterThanOrEqual(400)
  await drained(shipping.work)
})

test('a redrive that is interrupted leaves the rest, and one beside it is refused', async () => {
  await buryMany(8, 'ada')
  const interruption = new AbortController()
  const options = { rate: 1, signal: interruption.signal, watch: () => {} }
  let beside: Promise<unknown> | undefined
  const moved = await safety.redriveAll(shipping, {
    ...options,
    watch: () => {
      beside ??= safety
        .redriveAll(shipping, options)
        .catch(String)
        .finally(() => interruption.abort())
    },
  })
  expect(await beside).toMatch(/^RefusedError: .*Somebody already redrives .*, or end it by /)
  expect(moved).toBeLessThan(8)
  expect(await drained(shipping.queue)).toHaveLength(8 - moved)
})

test('what is dropped is in a file that its owner alone can read', async () => {
  const id = await bury('ada')
  safety = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
  const copy = await KeptCopy.at(join(tmpdir(), `dropped-${id}.jsonl`))
  try {
    expect(await safety.takeAll(shipping, found => copy.add(found))).toBe(1)
    await copy.close()
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

test('a copy is kept in a new file alone, with bytes in base64, and an empty one is removed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'dropped-'))
  const path = join(directory, 'copy.jsonl')
  try {
    const copy = await KeptCopy.at(path)
    await expect(KeptCopy.at(path)).rejects.toThrow(`no copy can be kept in "${path}"`)
    const picture = { DataType: 'Binary.gif', BinaryValue: Uint8Array.of(1, 2, 255) }
    const letter = letterOf({ Attributes: { SentTimestamp: '0', ApproximateFirstReceiveTimestamp: '0' } })
    await copy.add({ in: shipping, letter: { ...letter, attributes: { picture } } })
    await copy.close()
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      queue: 'Messaging-dev-Shop-Shipping-DeadLetters.fifo',
      attributes: { picture: { DataType: 'Binary.gif', BinaryValue: 'AQL/' } },
    })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const empty = await KeptCopy.at(join(directory, 'empty.jsonl'))
    await empty.close()
    expect(await readdir(directory)).toEqual(['copy.jsonl'])
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('a queue whose key is disabled is named, and the others are looked at', async () => {
  const id = await bury('ada')
  const { queue } = safety.named('mail-mailer')
  const kms = new KMSClient(shop.messaging.connection)
  await kms.send(new DisableKeyCommand({ KeyId: queue.keyId }))
  try {
    const fresh = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
    expect((await fresh.find(id)).found).toMatchObject([{ letter: { correlationId: id } }])
    expect(fresh.refusals).toContainEqual(expect.stringMatching(`^${queue.name}: KmsDisabled: `))
    await expect(fresh.list(fresh.named('mail-mailer'))).rejects.toThrow(`${queue.name}: KmsDisabled: `)
  } finally {
    await kms.send(new EnableKeyCommand({ KeyId: queue.keyId }))
  }
})

test('what Lambda gives up of a stream is in a bucket', () => {
  expect(givenUpBuckets(safety.pipelines.sources).sort()).toEqual([
    expect.stringContaining('given-up'),
    expect.stringContaining('untaken'),
  ])
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
  const fresh = await eventually(async () => {
    const now = await Safety.of({ connection: shop.messaging.connection, stage: 'dev', place: '' })
    return now.named('shop-history').queue.depth.waiting === 12 ? now : undefined
  })
  const shown = await fresh.list(fresh.named('shop-history'))
  const behind = await fresh.behind(shown)
  expect(shown.letters.map(({ correlationId }) => correlationId)).toEqual(ids.slice(0, 10))
  expect(behind.map(({ correlationId }) => correlationId)).toEqual(ids.slice(10))
  expect(behind[0]?.reason).toMatch(/^ContractViolation: /)
  const last = ids[11] as string
  expect((await fresh.find(last)).inferred).toMatchObject([{ correlationId: last, group: 'gus' }])
})
