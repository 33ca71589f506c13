import { AsyncLocalStorage } from 'node:async_hooks'
import fc from 'fast-check'
import type { ClickstreamEvent } from '../../../lambda/contracts/clickstream-events.ts'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'
import { Log } from '../log.ts'
import { REAL_TIMERS } from '../real-timers.ts'
import { BasketsRig, type Call, type RequestedMail, WAIT_SECONDS } from './baskets-rig.ts'
import { added, purchased } from './stream-events.ts'

const rig = new BasketsRig()
let consents: typeof import('../../../lambda/clickstream/baskets/consents-table.ts')

beforeAll(async () => {
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: rig.clock.now() })
  await rig.openBaskets(2)
  consents = await import('../../../lambda/clickstream/baskets/consents-table.ts')
  rig.interference = meetFate
  new Log()
})
afterAll(async () => {
  jest.restoreAllMocks()
  await rig.close()
  jest.useRealTimers()
})

const WAIT_MS = WAIT_SECONDS * 1_000
const LATENESS_MS = 3_600_000

/** What becomes of one invocation, at one of its calls. */
interface Fate {
  kind: 'healthy' | 'ends before' | 'ends after' | 'no answer' | 'outage'
  call: number
}

const running = new AsyncLocalStorage<Fate & { calls: number; ended?: boolean }>()

async function meetFate(_: Call, proceed: () => Promise<unknown>): Promise<unknown> {
  const fate = running.getStore()
  if (!fate) return proceed()
  if (fate.ended) throw new Error('the function was ended')
  if (fate.calls++ !== fate.call || fate.kind === 'healthy') return proceed()
  if (fate.kind === 'outage') throw new Unavailable('dynamodb', 'it is down')
  if (fate.kind !== 'ends before') await proceed()
  if (fate.kind === 'no answer') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  fate.ended = true
  throw new Error('the function was ended')
}

type Step =
  | { kind: 'item'; customer: number; session: number; ageSeconds: number }
  | { kind: 'purchase'; customer: number; session: number }
  /** An earlier event again. */
  | { kind: 'again'; which: number }
  | { kind: 'read'; shard: number; size: number; fate: Fate }
  | { kind: 'pass'; seconds: number }
  | { kind: 'deliver'; fate: Fate }
  | { kind: 'consent'; customer: number; given: boolean }

const customer = fc.nat(2)
const session = fc.nat(3)
const fate: fc.Arbitrary<Fate> = fc.record({
  kind: fc.constantFrom<Fate['kind'][]>(
    'healthy',
    'healthy',
    'ends before',
    'ends after',
    'no answer',
    'outage',
  ),
  call: fc.nat(5),
})
const of = <Kind extends Step['kind']>(kind: Kind) => fc.constant(kind)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: of('item'),
      customer,
      session,
      // The visitor's clock may be ahead; a late item changes nothing.
      ageSeconds: fc.constantFrom(0, 0, 0, 20, 300, -200, 3_601),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of('purchase'), customer, session }) },
  { weight: 2, arbitrary: fc.record({ kind: of('again'), which: fc.nat(50) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: of('read'), shard: fc.nat(1), size: fc.integer({ min: 1, max: 8 }), fate }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of('pass'),
      seconds: fc.constantFrom(1, 30, 120, WAIT_SECONDS / 2, WAIT_SECONDS, WAIT_SECONDS + 5),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: of('deliver'), fate }) },
  { weight: 1, arbitrary: fc.record({ kind: of('consent'), customer, given: fc.boolean() }) },
)

/** An event as it was put into the stream, and when. */
interface Put {
  event: ClickstreamEvent
  session: number
  arrivedAt: number
}

/** One history of a few customers whom no other run has. */
class History {
  readonly #run: number
  readonly #puts: Put[] = []
  /** When a customer consented or withdrew. */
  readonly #consents: { customer: number; given: boolean; at: number }[] = []
  readonly #positions = new Map<string, number>()

  constructor(run: number) {
    this.#run = run
    for (const [shard, records] of rig.shards) this.#positions.set(shard, records.length)
  }

  async begin(): Promise<void> {
    await this.#consent(0, true)
    await this.#consent(1, true)
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'item': {
        const time = new Date(rig.now() - step.ageSeconds * 1_000).toISOString()
        const event = added({ id: `i-${this.#puts.length}`, time, sessionId: this.#sessionOf(step.session) })
        return this.#put(this.#of(step.customer, event), step.session)
      }
      case 'purchase': {
        const time = new Date(rig.now()).toISOString()
        const event = purchased({
          id: `p-${this.#puts.length}`,
          time,
          sessionId: this.#sessionOf(step.session),
        })
        return this.#put(this.#of(step.customer, event), step.session)
      }
      case 'again': {
        const put = this.#puts[step.which % Math.max(1, this.#puts.length)]
        return put && this.#put(put.event, put.session)
      }
      case 'read':
        return this.#read(step.shard, step.size, step.fate)
      case 'pass':
        return rig.pass(step.seconds)
      case 'deliver':
        return this.#invoke(step.fate, () => rig.deliver()).then(() => undefined)
      case 'consent':
        return this.#consent(step.customer, step.given)
    }
  }

  /** All is read, and all messages come until none is left. */
  async finish(): Promise<void> {
    const healthy: Fate = { kind: 'healthy', call: 0 }
    for (const shard of [0, 1]) await this.#read(shard, 1_000, healthy)
    await rig.live(4 * WAIT_SECONDS, 60)
  }

  /** Events of each customer in the order of what they say. */
  check(): void {
    for (const each of [0, 1, 2]) this.#checkCustomer(each)
  }

  #checkCustomer(customer: number): void {
    const mails = rig.mailsTo(this.#addressOf(customer))
    const ofCustomer = this.#puts.filter(
      ({ event }) => 'customerId' in event.data && event.data.customerId === this.#idOf(customer),
    )
    const purchases = ofCustomer
      .filter(({ event }) => event.type === 'clickstream.product.purchased.v1')
      .map(({ event }) => Date.parse(event.time))
    const items = putAt(ofCustomer)
    const segmentOf = (time: number) => purchases.filter(purchase => purchase <= time).length
    const basketOf = (time: number) =>
      segmentOf(time) && Math.max(0, ...purchases.filter(each => each <= time))

    // At most one mail for each basket, and none for what is bought.
    const reminded = mails.map(mail => remindedItem(mail, items, basketOf))
    for (const [index, item] of reminded.entries()) {
      const { at } = mails[index] as RequestedMail
      expect(item).toBeDefined()
      expect(at).toBeGreaterThanOrEqual((item ?? 0) + WAIT_MS)
      expect(this.#consentedSometime(customer, (item ?? 0) + WAIT_MS, at)).toBe(true)
    }
    const baskets = reminded.map(item => basketOf(item ?? 0))
    expect(new Set(baskets).size).toBe(baskets.length)

    // Exactly one for the basket that is left in the end, if the customer has consented since it was due.
    const last = Math.max(0, ...items)
    const isLeft = last > Math.max(0, ...purchases)
    const hasMail = baskets.includes(basketOf(last))
    if (isLeft && this.#consentedSince(customer, last + WAIT_MS)) expect(hasMail).toBe(true)
    if (!this.#consentedSometime(customer, 0, Number.POSITIVE_INFINITY)) expect(mails).toEqual([])
  }

  #consentedSince(customer: number, at: number): boolean {
    const changes = this.#consents.filter(each => each.customer === customer)
    const before = changes.findLast(each => each.at <= at)
    return (before?.given ?? false) && changes.every(each => each.at <= at || each.given)
  }

  #consentedSometime(customer: number, from: number, to: number): boolean {
    const changes = this.#consents.filter(each => each.customer === customer)
    const before = changes.findLast(each => each.at <= from)
    return (before?.given ?? false) || changes.some(each => each.at > from && each.at <= to && each.given)
  }

  #sessionOf(session: number): string {
    return `r${this.#run}-${session}`
  }

  #idOf(customer: number): string {
    return `r${this.#run}-customer-${customer}`
  }

  #addressOf(customer: number): string {
    return `${this.#idOf(customer)}@mail.example`
  }

  #of(customer: number, event: ClickstreamEvent): ClickstreamEvent {
    return { ...event, data: { ...event.data, customerId: this.#idOf(customer) } } as ClickstreamEvent
  }

  async #put(event: ClickstreamEvent, session: number): Promise<void> {
    await rig.pass(1)
    await rig.put(event, this.#sessionOf(session))
    this.#puts.push({ event, session, arrivedAt: rig.now() })
  }

  async #consent(customer: number, given: boolean): Promise<void> {
    this.#consents.push({ customer, given, at: rig.now() })
    if (given) await consents.giveConsent(this.#idOf(customer), this.#addressOf(customer))
    else await consents.withdrawConsent(this.#idOf(customer))
  }

  async #read(shard: number, size: number, fate: Fate): Promise<void> {
    const [id, records] = [...rig.shards.entries()][shard] ?? []
    if (id === undefined || records === undefined) return
    const position = this.#positions.get(id) ?? 0
    const batch = records.slice(position, position + size)
    if (batch.length === 0) return
    const response = await this.#invoke(fate, () => rig.read(batch))
    if (!response) return
    const [failed] = response.batchItemFailures
    const index = batch.findIndex(({ kinesis }) => kinesis.sequenceNumber === failed?.itemIdentifier)
    this.#positions.set(id, position + (failed ? index : batch.length))
  }

  /** @returns undefined where nobody learns how it ended */
  async #invoke<Result>(fate: Fate, work: () => Promise<Result>): Promise<Result | undefined> {
    const state: Fate & { calls: number; ended?: boolean } = { ...fate, calls: 0 }
    const result = await running.run(state, () => work().catch(() => undefined))
    return state.ended ? undefined : result
  }
}

/** When each item was put into the basket: by its first copies, as far as they were not late. */
function putAt(puts: readonly Put[]): number[] {
  const times = new Map<string, number>()
  for (const { event, arrivedAt } of puts) {
    if (event.type !== 'clickstream.basket.item-added.v1') continue
    const time = Date.parse(event.time)
    if (arrivedAt - time > LATENESS_MS) continue
    times.set(event.id, Math.min(times.get(event.id) ?? Number.POSITIVE_INFINITY, time, arrivedAt))
  }
  return [...times.values()]
}

/** The last item that a mail can be about: of the basket that was not bought when it was due. */
function remindedItem(
  { at }: RequestedMail,
  items: readonly number[],
  basketOf: (time: number) => number,
): number | undefined {
  const due = items.filter(item => item + WAIT_MS <= at && basketOf(item) === basketOf(item + WAIT_MS))
  return due.length > 0 ? Math.max(...due) : undefined
}

let runs = 0

test('whatever comes in whatever order, each basket has one mail at most, one if it is left, and none if it is bought', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async steps => {
      const history = new History(runs++)
      await history.begin()
      for (const each of steps) await history.take(each)
      await history.finish()
      history.check()
    }),
    { numRuns: 25, endOnFailure: true },
  )
}, 300_000)
