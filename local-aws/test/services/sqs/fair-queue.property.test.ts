import fc from 'fast-check'
import { Account } from '../../../src/account.ts'
import { SteppedClock } from '../../../src/clock.ts'
import { Random } from '../../../src/random.ts'
import type { Delivery } from '../../../src/services/sqs/delivery.ts'
import type { Queue } from '../../../src/services/sqs/queue.ts'
import { QueueDirectory } from '../../../src/services/sqs/queue-directory.ts'

/*
 * Whatever many tenants and consumers do: "consumers receive quiet tenant messages whenever they are available", by
 * the concurrency share alone, as no time passes here: "more than 10% of in-flight messages in the queue" and "at least
 * 30 of its own messages in flight".
 */

const TENANTS = ['a', 'b', 'c', 'd', 'e', 'f']

type Step =
  | { do: 'send'; tenant: string; count: number }
  | { do: 'receive'; maximum: number }
  | { do: 'delete' | 'release'; pick: number; count: number }

const pick = fc.nat(1000)
const count = fc.integer({ min: 1, max: 60 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('send' as const), tenant: fc.constantFrom(...TENANTS), count }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('receive' as const), maximum: fc.constantFrom(1, 10, 10, 40) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'release' as const), pick, count }),
  },
)

class Modelled {
  readonly queue: Queue
  readonly #inFlight: Delivery[] = []
  readonly #visible = new Map<string, number>()

  constructor() {
    const account = new Account('us-east-1', new SteppedClock(), new Random(1))
    this.queue = new QueueDirectory(account, { put() {}, observe() {} }).create('fair', {})
  }

  run(next: Step): void {
    if (next.do === 'send') this.#send(next.tenant, next.count)
    else if (next.do === 'receive') this.#receive(next.maximum)
    else this.#end(next)
  }

  #isNoisy(tenant: string): boolean {
    const own = this.#inFlight.filter(({ message }) => message.content.groupId === tenant).length
    return own >= 30 && own > 0.1 * this.#inFlight.length
  }

  #send(groupId: string, number: number): void {
    const content = {
      md5OfBody: '',
      attributes: undefined,
      md5OfAttributes: undefined,
      traceHeader: undefined,
    }
    for (let sent = 0; sent < number; sent++) {
      const message = { ...content, body: groupId, senderId: '', groupId }
      this.queue.send([{ content: message, delayMs: undefined, deduplicationId: undefined, size: 1 }])
    }
    this.#count(groupId, number)
  }

  /** A noisy tenant's message is among those received only where no quiet tenant's message was left. */
  #receive(maximum: number): void {
    const noisyBefore = TENANTS.filter(tenant => this.#isNoisy(tenant))
    const deliveries = this.queue.receive({ maximum, visibilityTimeoutMs: 3_600_000 }, 0) as Delivery[]
    const tenants = deliveries.map(({ message }) => message.content.groupId as string)
    for (const tenant of tenants) this.#count(tenant, -1)
    this.#inFlight.push(...deliveries)

    const fromNoisy = noisyBefore.filter(tenant => this.#isNoisy(tenant) && tenants.includes(tenant))
    const left = TENANTS.filter(
      tenant => !noisyBefore.includes(tenant) && !this.#isNoisy(tenant) && this.#visible.get(tenant),
    )
    if (fromNoisy.length > 0) expect(left).toEqual([])
  }

  #end({ do: how, pick: start, count: number }: Extract<Step, { pick: number }>): void {
    const ended = this.#inFlight.splice(start % (this.#inFlight.length + 1), number)
    const handles = ended.map(({ receiptHandle }) => receiptHandle)
    if (how === 'delete') {
      this.queue.delete(handles)
      return
    }
    this.queue.changeVisibility(handles.map(receiptHandle => ({ receiptHandle, timeoutMs: 0 })))
    for (const { message } of ended) this.#count(message.content.groupId as string, 1)
  }

  #count(tenant: string, change: number): void {
    this.#visible.set(tenant, (this.#visible.get(tenant) ?? 0) + change)
  }
}

/**
 * @documented SQS Developer Guide, How fair queues work: "they prioritize delivery of messages from quiet
 *   tenants"
 */
test('no message of a noisy tenant is received before one of a quiet tenant', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 150 }), steps => {
      const model = new Modelled()
      for (const next of steps) model.run(next)
    }),
    { numRuns: 200 },
  )
})
