import type { QueuePort } from '../../../src/ports.ts'
import { SqsRig } from './sqs-rig.ts'

/*
 * What fair queues are for: "minimizes the impact on dwell time for other tenants" when "one tenant creates a backlog"
 * (Amazon SQS fair queues). One tenant has 50,000 messages waiting and consumers are busy with them.
 */
const BACKLOG = 50_000

// A rig a test: a backlog need not outlive it.
let aws: SqsRig
beforeEach(async () => {
  aws = new SqsRig()
  await aws.open()
})
afterEach(() => aws.close())

interface Backlog {
  url: string
  port: QueuePort
}

async function backlog(name: string, attributes: Record<string, string> = {}): Promise<Backlog> {
  const url = await aws.queue(name, { VisibilityTimeout: '60', ...attributes })
  const port = aws.sqs.byArn(aws.arn(name))
  send(port, 'noisy', BACKLOG)
  return { url, port }
}

function send(port: QueuePort, tenant: string, count: number): void {
  for (let sent = 0; sent < count; sent++) port.send({ body: tenant, groupId: tenant }, aws.caller)
}

/** `consumers` receive ten messages each, and keep them. */
async function busy(url: string, consumers: number): Promise<string[]> {
  const messages = await Promise.all(Array.from({ length: consumers }, () => aws.receive(url)))
  return messages.flat().map(({ ReceiptHandle }) => ReceiptHandle as string)
}

/**
 * @documented SQS Developer Guide, Fair queues: "When one tenant creates a backlog in the queue", fair queues
 *   minimizes "the impact on dwell time for other tenants"
 */
test('a message of another tenant that is sent now is in the next receive, each time', async () => {
  const { url, port } = await backlog('one-noisy')
  await busy(url, 5)
  for (const tenant of ['ada', 'bob', 'ada']) {
    send(port, tenant, 1)
    const [first, ...others] = await aws.bodies(url)
    expect(first).toBe(tenant)
    expect(new Set(others)).toEqual(new Set(['noisy']))
  }
})

/**
 * @documented SQS Developer Guide, How fair queues work: "they prioritize delivery of messages from quiet
 *   tenants"
 */
test('while consumers come and go: those that finish and those that do not', async () => {
  const { url, port } = await backlog('coming-and-going')
  const inFlight = await busy(url, 5)
  for (let round = 0; round < 20; round++) {
    await aws.clock.advanceBy({ seconds: 1 })
    port.delete(inFlight.splice(0, 10), aws.caller)
    inFlight.push(...(await busy(url, 1)))
    send(port, `quiet-${round}`, 1)
    expect((await aws.bodies(url)).at(0)).toBe(`quiet-${round}`)
  }
})

/**
 * @documented SQS Developer Guide, How fair queues work: "the tenant's recent share of total consumer
 *   processing time exceeds 10%"
 */
test('with as few consumers as work at once on a short batch: their time tells, not their number', async () => {
  const { url, port } = await backlog('few-consumers')
  await aws.receive(url, { max: 1 })
  await aws.clock.advanceBy({ milliseconds: 5 })
  send(port, 'quiet', 1)
  expect(await aws.bodies(url, { max: 1 })).toEqual(['quiet'])
})

/**
 * @documented SQS Developer Guide, How fair queues work: "they prioritize delivery of messages from quiet
 *   tenants"
 */
test('when all that is in flight becomes visible again at once', async () => {
  const { url, port } = await backlog('visible-again')
  await busy(url, 8)
  await aws.clock.advanceBy({ seconds: 60 })
  expect(await aws.attribute(url, 'ApproximateNumberOfMessages')).toBe(String(BACKLOG))
  send(port, 'quiet', 1)
  expect((await aws.bodies(url)).at(0)).toBe('quiet')
})

/**
 * @documented SQS Developer Guide, How fair queues work: "they prioritize delivery of messages from quiet
 *   tenants"
 */
test('when its own message becomes visible again', async () => {
  const { url, port } = await backlog('own-retry')
  await busy(url, 5)
  send(port, 'quiet', 1)
  expect(await aws.bodies(url, { max: 1, visibility: 10 })).toEqual(['quiet'])
  await aws.clock.advanceBy({ seconds: 10 })
  expect((await aws.bodies(url)).at(0)).toBe('quiet')
})

/**
 * @documented SQS Developer Guide, How fair queues work: of several noisy tenants, messages come first from
 *   the one with the fewest in flight
 */
test('with several noisy tenants, which share the consumers among each other', async () => {
  const { url, port } = await backlog('several-noisy')
  await busy(url, 5)
  const others = ['loud', 'louder']
  for (const tenant of others) send(port, tenant, 500)
  const received = new Map<string, number>()
  for (let round = 0; round < 30; round++) {
    for (const body of await aws.bodies(url)) received.set(body ?? '', (received.get(body ?? '') ?? 0) + 1)
  }
  const [loud = 0, louder = 0, noisy = 0] = [...others, 'noisy'].map(tenant => received.get(tenant))
  expect(Math.abs(loud - louder)).toBeLessThanOrEqual(1)
  expect(Math.abs(loud - noisy - 50)).toBeLessThanOrEqual(1)

  send(port, 'quiet', 3)
  expect((await aws.bodies(url)).slice(0, 3)).toEqual(['quiet', 'quiet', 'quiet'])
})

/**
 * @documented SQS Developer Guide, How fair queues work: "Each message without a MessageGroupId is treated as
 *   belonging to its own distinct tenant."
 */
test('a message without a tenant is "its own distinct tenant" and waits for none', async () => {
  const { url, port } = await backlog('ungrouped')
  await busy(url, 5)
  port.send({ body: 'single' }, aws.caller)
  expect((await aws.bodies(url)).at(0)).toBe('single')
})

/**
 * @documented SQS API Reference, ReceiveMessage, WaitTimeSeconds: "If a message is available, the call returns
 *   sooner than WaitTimeSeconds."
 */
test('a consumer that waits gets it at once', async () => {
  const url = await aws.queue('drained')
  const port = aws.sqs.byArn(aws.arn('drained'))
  send(port, 'noisy', 50)
  await busy(url, 5)
  const waiting = aws.bodies(url, { wait: 20 })
  send(port, 'quiet', 1)
  expect(await waiting).toEqual(['quiet'])
})
