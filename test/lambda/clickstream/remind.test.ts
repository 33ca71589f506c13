import { ProvisionedThroughputExceededException } from '@aws-sdk/client-kinesis'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'
import { Log } from '../log.ts'
import { REAL_TIMERS } from '../real-timers.ts'
import { BasketsRig, WAIT_SECONDS } from './baskets-rig.ts'
import { added, purchased } from './stream-events.ts'

const rig = new BasketsRig()
let log: Log
let catchUp: typeof import('../../../lambda/clickstream/baskets/catch-up.ts')
let consents: typeof import('../../../lambda/clickstream/baskets/consents-table.ts')

beforeAll(async () => {
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: rig.clock.now() })
  await rig.openBaskets()
  catchUp = await import('../../../lambda/clickstream/baskets/catch-up.ts')
  consents = await import('../../../lambda/clickstream/baskets/consents-table.ts')
})
afterAll(async () => {
  await rig.close()
  jest.useRealTimers()
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => {
  rig.interference = (_, proceed) => proceed()
  jest.restoreAllMocks()
})

let customers = 0
/** A customer whom no other test has, who has consented. */
async function customer(): Promise<{ id: string; address: string }> {
  const id = `customer-${++customers}`
  await consents.giveConsent(id, `${id}@mail.example`)
  return { id, address: `${id}@mail.example` }
}

let events = 0
async function puts(customerId: string, sku = 'skis-3', agoSeconds = 0): Promise<void> {
  const time = new Date(rig.now() - agoSeconds * 1_000).toISOString()
  const event = added({ id: `e-${++events}`, sku, sessionId: 'visit-1', time })
  await rig.put({ ...event, data: { ...event.data, customerId } } as typeof event, 'visit-1')
}

async function buys(customerId: string, agoSeconds = 0): Promise<void> {
  const time = new Date(rig.now() - agoSeconds * 1_000).toISOString()
  const event = purchased({ id: `e-${++events}`, time })
  await rig.put({ ...event, data: { ...event.data, customerId } } as typeof event, 'visit-1')
}

const reasons = () => log.hops.map(({ outcome, reason, ended }) => String(ended ?? reason ?? outcome))

test('a basket that is left is one mail, an hour or so after its last item, with a link that ends it', async () => {
  const { id, address } = await customer()
  await puts(id, 'skis-3')
  await puts(id, 'skis-3')
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 60)
  await puts(id, 'lamp-7')
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 10)
  expect(rig.mailsTo(address)).toEqual([])
  await rig.live(30)
  const [mail, ...others] = rig.mailsTo(address)
  expect(others).toEqual([])
  expect(mail?.text).toMatch(/1 × lamp-7\n2 × skis-3\n.*you asked to be reminded.*unsubscribe\?token=/s)
  expect(log.text).not.toContain(address)
  await rig.live(3 * WAIT_SECONDS, 60)
  expect(rig.mailsTo(address)).toHaveLength(1)
})

test('a message comes once for what moved the due time on, and once when the basket is due', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 60)
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS + 30)
  expect(rig.mailsTo(address)).toHaveLength(1)
  expect(reasons().map(reason => reason.replace(/:.*/, ''))).toEqual(['NotDue', 'done'])
})

test.each(['before it is due', 'and read late'])('nobody who buys %s is mailed', async when => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 60)
  await buys(id)
  if (when === 'before it is due') await rig.readAll()
  await rig.live(120)
  expect(rig.mailsTo(address)).toEqual([])
  if (when === 'and read late') expect(reasons().join()).toContain('ReaderBehind')
  await rig.readAll()
  await rig.live(WAIT_SECONDS, 60)
  expect(rig.mailsTo(address)).toEqual([])
  expect(reasons()).toContain('bought')
})

test('what comes late, twice or after the purchase it was bought with begins no basket', async () => {
  const { id, address } = await customer()
  const time = new Date(rig.now() + 240_000).toISOString()
  const ahead = added({ id: 'ahead', time })
  const event = { ...ahead, data: { ...ahead.data, customerId: id } } as typeof ahead
  await rig.put(event, 'visit-1')
  await rig.pass(60)
  await buys(id)
  await rig.pass(30)
  // By its own clock it is after the purchase.
  await rig.put(event, 'visit-1')
  await puts(id, 'lamp-7', 60)
  await puts(id, 'tent-1', 3_601)
  await rig.readAll()
  await rig.live(3 * WAIT_SECONDS, 30)
  expect(rig.mailsTo(address)).toEqual([])
})

test.each([
  ['a second less than an hour late begins a basket', 3_599, 1],
  ['more than an hour late begins none', 3_601, 0],
])('an item that is %s', async (_, seconds, mails) => {
  const { id, address } = await customer()
  await puts(id, 'tent-1', seconds)
  await rig.readAll()
  await rig.live(WAIT_SECONDS + 60, 30)
  expect(rig.mailsTo(address)).toHaveLength(mails)
})

test('a basket after a purchase is another one', async () => {
  const { id, address } = await customer()
  await puts(id, 'skis-3')
  await rig.readAll()
  await rig.live(WAIT_SECONDS + 30, 30)
  await buys(id)
  await rig.pass(10)
  await puts(id, 'lamp-7')
  await rig.readAll()
  await rig.live(WAIT_SECONDS + 30, 30)
  expect(rig.mailsTo(address).map(({ text }) => /× (\S+)/.exec(text)?.[1])).toEqual(['skis-3', 'lamp-7'])
})

test('a basket that is filled further after its mail gets no other, until it is bought', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS + 30, 30)
  await rig.pass(4 * WAIT_SECONDS)
  await puts(id)
  await rig.readAll()
  await rig.live(2 * WAIT_SECONDS, 60)
  expect(rig.mailsTo(address)).toHaveLength(1)
})

describe('consent', () => {
  test('withdrawn during the wait: no mail', async () => {
    const { id, address } = await customer()
    await puts(id)
    await rig.readAll()
    await consents.withdrawConsent(id)
    await rig.live(WAIT_SECONDS + 60, 30)
    await consents.giveConsent(id, address)
    await rig.live(WAIT_SECONDS + 60, 30)
    expect(rig.mailsTo(address)).toEqual([])
    expect(reasons()).toContain('no consent')
  })

  test('given during the wait: a mail', async () => {
    await puts('late-consent')
    await rig.readAll()
    await rig.live(WAIT_SECONDS - 60, 30)
    await consents.giveConsent('late-consent', 'late@mail.example')
    await rig.live(120, 30)
    expect(rig.mailsTo('late@mail.example')).toHaveLength(1)
  })

  test('given after the wait: a mail only if something is put into the basket later', async () => {
    await puts('later-consent')
    await rig.readAll()
    await rig.live(WAIT_SECONDS + 60, 30)
    await consents.giveConsent('later-consent', 'later@mail.example')
    await rig.live(WAIT_SECONDS + 60, 30)
    expect(rig.mailsTo('later@mail.example')).toEqual([])
    await puts('later-consent')
    await rig.readAll()
    await rig.live(WAIT_SECONDS + 60, 30)
    expect(rig.mailsTo('later@mail.example')).toHaveLength(1)
  })
})

test('a basket that is filled for longer than a message may wait gets another message, and one mail', async () => {
  const { id, address } = await customer()
  for (let item = 0; item < 8; item++) {
    await puts(id)
    await rig.readAll()
    await rig.live(WAIT_SECONDS - 30, 30)
  }
  await rig.live(120, 30)
  expect(rig.mailsTo(address)).toHaveLength(1)
  expect(reasons()).toContain('superseded')
})

test('a silent stream delays no mail, though its last record has expired', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 60, 60)
  await consents.withdrawConsent(id)
  await rig.live(30 * 3_600, 3_600)
  await consents.giveConsent(id, address)
  const other = await customer()
  await puts(other.id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS + 30)
  expect(rig.mailsTo(other.address)).toHaveLength(1)
})

test.each([
  ['purchases on their way', 'PURCHASES_QUEUE_URL'],
  ['purchases that the bridge gave up', 'PURCHASES_DEAD_LETTER_QUEUE_URL'],
  ['purchases that were not delivered to it', 'PURCHASES_UNDELIVERED_QUEUE_URL'],
  ['a batch that was given up', 'BASKETS_GIVEN_UP_QUEUE_URL'],
])('a mail waits for %s', async (_, url) => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  const sqs = new SQSClient(rig.client)
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env[url], MessageBody: 'one' }))
  await rig.live(WAIT_SECONDS + 300, 30)
  expect(rig.mailsTo(address)).toEqual([])
  expect(reasons().join()).toContain('ReaderBehind')
  await rig.arrived(process.env[url] ?? '')
  await rig.live(300, 30)
  expect(rig.mailsTo(address)).toHaveLength(1)
  sqs.destroy()
})

async function noneIsUnderWay(): Promise<void> {
  while ((await rig.arrived(process.env.PURCHASES_QUEUE_URL ?? '')).length > 0);
}

/** Time passes, and a customer of whom nothing else is known buys in each minute: the bridge moves. */
async function sells(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await buys('somebody-else')
    await rig.readAll()
    await rig.live(60, 30)
  }
}

test.each([1, 250])(
  'in a shop that always has purchases on their way, %i of them, a mail waits for a quarter of an hour',
  async count => {
    const { id, address } = await customer()
    await puts(id)
    await rig.readAll()
    for (let one = 0; one < count; one++) await rig.send(process.env.PURCHASES_QUEUE_URL ?? '', 'one')
    await rig.live(WAIT_SECONDS, 60)
    await sells(14)
    expect(rig.mailsTo(address)).toEqual([])
    await sells(10)
    expect(rig.mailsTo(address)).toHaveLength(1)
    await noneIsUnderWay()
  },
)

test('while no purchase reaches the stream, mails wait, however few are on their way', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 300, 60)
  await rig.send(process.env.PURCHASES_QUEUE_URL ?? '', 'one')
  await sells(10)
  await rig.live(2 * 3_600, 60)
  expect(rig.mailsTo(address)).toEqual([])
  // From before it was due.
  await buys(id, 2 * 3_600 + 360)
  await noneIsUnderWay()
  await rig.readAll()
  await rig.live(3_600, 60)
  expect(rig.mailsTo(address)).toEqual([])
  expect(reasons()).toContain('bought')
})

test('nobody is mailed whose purchase has left its queue and is not read yet', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.pass(WAIT_SECONDS + 5)
  await buys(id, 10)
  await rig.pass(5)
  await rig.live(50)
  expect(rig.mailsTo(address)).toEqual([])
  await rig.readAll()
  await rig.live(WAIT_SECONDS, 60)
  expect(rig.mailsTo(address)).toEqual([])
})

test('a basket waits while the shard answers nobody: others read it, too', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.pass(WAIT_SECONDS + 5)
  rig.interference = ({ operation }, proceed) => {
    if (operation !== 'GetRecords') return proceed()
    throw new ProvisionedThroughputExceededException({ message: 'Rate exceeded.', $metadata: {} })
  }
  await rig.live(60)
  expect(rig.mailsTo(address)).toEqual([])
  // It is no failure, and nothing is down.
  expect(new Set(reasons().map(reason => reason.replace(/:.*/, '')))).toEqual(new Set(['ReaderBehind']))
  expect(log.hops.every(({ waitsFor }) => waitsFor === undefined)).toBe(true)
  rig.interference = (_, proceed) => proceed()
  await rig.live(300, 5)
  expect(rig.mailsTo(address)).toHaveLength(1)
})

test.each([
  ['at once', 0, 3],
  ['a minute later', 60, 15],
  ['an hour and a half later', 5_400, 300],
  ['four hours later', 14_400, 720],
  ['ten days later', 864_000, 39_600],
])('a mail that was due looks again %s, at random within bounds', (_, overdueSeconds, longest) => {
  const waits = [1 - Number.EPSILON, 0].map(drawn => {
    jest.spyOn(Math, 'random').mockReturnValue(drawn)
    return catchUp.secondsToWait(overdueSeconds * 1_000)
  })
  expect(waits).toEqual([1, longest])
})

test('nobody is mailed whose purchase is read while the basket is judged', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.pass(WAIT_SECONDS - 5)
  let marks = 0
  rig.interference = async ({ operation, table }, proceed) => {
    if (operation === 'PutItem' && table === process.env.BASKETS_TABLE && marks++ === 0) {
      await buys(id)
      await rig.readAll()
    }
    return proceed()
  }
  await rig.live(120)
  expect(marks).toBeGreaterThan(0)
  expect(rig.mailsTo(address)).toEqual([])
  expect(reasons()).toContain('bought')
})

test('a mail that is late says nothing of what was bought since it was due', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.pass(WAIT_SECONDS + 60)
  await puts('somebody-else')
  await rig.pass(600)
  await buys(id)
  await rig.pass(600)
  // The reader works off what has come in since it stood still.
  for (const records of rig.shards.values()) await rig.read(records.slice(0, -1))
  await rig.live(120)
  expect(rig.mailsTo(address)).toEqual([])
  await rig.readAll()
  await rig.live(WAIT_SECONDS, 60)
  expect(rig.mailsTo(address)).toEqual([])
  expect(reasons()).toContain('bought')
})

describe('what was found a while ago does not do for a mail that comes later:', () => {
  let whose: Awaited<ReturnType<typeof customer>>

  /** A basket is due, and its message does not come yet. */
  beforeEach(async () => {
    whose = await customer()
    await puts(whose.id)
    await rig.readAll()
    await rig.pass(WAIT_SECONDS + 5)
  })

  test('all was read', async () => {
    await catchUp.assertCaughtUp(rig.now() - 4_000)
    await rig.pass(300)
    await buys(whose.id)
    await rig.pass(120)
    await rig.live(50)
    expect(rig.mailsTo(whose.address)).toEqual([])
    await rig.readAll()
    await rig.live(WAIT_SECONDS, 60)
    expect(rig.mailsTo(whose.address)).toEqual([])
  })

  test('no purchase was on its way', async () => {
    await catchUp.assertCaughtUp(rig.now() - 4_000)
    await rig.send(process.env.PURCHASES_QUEUE_URL ?? '', 'one')
    await rig.pass(1_800)
    await rig.live(600, 60)
    expect(rig.mailsTo(whose.address)).toEqual([])
    await noneIsUnderWay()
    await rig.live(1_800, 60)
    expect(rig.mailsTo(whose.address)).toHaveLength(1)
  })

  test('the bridge moved', async () => {
    await rig.send(process.env.PURCHASES_QUEUE_URL ?? '', 'one')
    await rig.pass(1_200)
    await buys('somebody-else')
    await rig.readAll()
    await rig.pass(1_800)
    await rig.live(600, 60)
    expect(rig.mailsTo(whose.address)).toEqual([])
    await noneIsUnderWay()
    await rig.live(1_800, 60)
    expect(rig.mailsTo(whose.address)).toHaveLength(1)
  })
})

test('a function that ends between the mark and the mail requests it when the message comes again, once', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 10)
  let sends = 0
  rig.interference = ({ operation }, proceed) => {
    if (operation !== 'SendMessageBatch' || sends++ > 0) return proceed()
    return Promise.reject(new Unavailable('sqs', 'it is down'))
  }
  await rig.live(600)
  expect(sends).toBeGreaterThan(1)
  expect(rig.mailsTo(address)).toHaveLength(1)
})

test('a function that ends after the mail was requested requests the same one again', async () => {
  const { id, address } = await customer()
  await puts(id)
  await rig.readAll()
  await rig.live(WAIT_SECONDS - 10)
  let sends = 0
  rig.interference = async ({ operation }, proceed) => {
    const answer = await proceed()
    if (operation === 'SendMessageBatch' && sends++ === 0) throw new Unavailable('sqs', 'no answer')
    return answer
  }
  await rig.live(600)
  expect(sends).toBeGreaterThan(1)
  expect(rig.mailsTo(address)).toHaveLength(1)
})
