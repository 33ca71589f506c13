import fc from 'fast-check'
import { Account } from '../../../src/account.ts'
import { SteppedClock } from '../../../src/clock.ts'
import { Random } from '../../../src/random.ts'
import type { Delivery } from '../../../src/services/sqs/delivery.ts'
import type { Queue } from '../../../src/services/sqs/queue.ts'
import { QueueDirectory } from '../../../src/services/sqs/queue-directory.ts'

/*
 * For any interleaving of sends, receives, deletes, visibility changes, duplicates and the passing of time, a
 * queue does what a model of it does, that is small enough to be believed.
 */

const DEDUPLICATION_MS = 300_000

type Step =
  | { do: 'send'; group: string | undefined; id: number }
  | { do: 'receive'; maximum: number; visibility: number }
  | { do: 'delete'; pick: number }
  | { do: 'change'; pick: number; seconds: number }
  | { do: 'wait'; seconds: number }

interface Modelled {
  body: string
  group: string | undefined
  /** In flight until then; visible from then on. */
  due: number
  receives: number
  handle: string
}

function steps(groups: readonly (string | undefined)[]): fc.Arbitrary<Step[]> {
  const group = fc.constantFrom(...groups)
  const pick = fc.nat(100)
  const seconds = fc.constantFrom(0, 1, 5, 30, 90, 300)
  return fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), group, id: fc.nat(30) }) },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('receive' as const),
          maximum: fc.integer({ min: 1, max: 10 }),
          visibility: fc.constantFrom(0, 5, 30, 120),
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), pick }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), pick, seconds }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds }) },
    ),
    { minLength: 20, maxLength: 120 },
  )
}

/** A queue, and beside it what must be in it. */
class Modelling {
  readonly clock = new SteppedClock()
  readonly queue: Queue
  messages: Modelled[] = []
  readonly #handles: { handle: string; body: string }[] = []
  readonly #seen = new Map<number, number>()
  #sent = 0

  constructor(name: string) {
    const metrics = { put() {}, observe() {} }
    const account = new Account('us-east-1', this.clock, new Random(1))
    const fifo = name.endsWith('.fifo')
    this.queue = new QueueDirectory(account, metrics).create(name, fifo ? { FifoQueue: 'true' } : {})
  }

  get now(): number {
    return this.clock.now()
  }

  visible(): Modelled[] {
    return this.messages.filter(({ due }) => due <= this.now)
  }

  inFlight(): Modelled[] {
    return this.messages.filter(({ due }) => due > this.now)
  }

  /** The visible messages with none of their group in flight before them. */
  available(): Modelled[] {
    const blocked = new Set<string | undefined>()
    return this.messages.filter(({ group, due }) => {
      if (due > this.now) blocked.add(group)
      return !blocked.has(group)
    })
  }

  async run(step: Step, received: (deliveries: Delivery[], maximum: number) => void): Promise<void> {
    if (step.do === 'send') this.#send(step.group, step.id)
    else if (step.do === 'receive') await this.#receive(step.maximum, step.visibility, received)
    else if (step.do === 'delete') this.#delete(step.pick)
    else if (step.do === 'change') this.#change(step.pick, step.seconds)
    else await this.clock.advanceBy({ seconds: step.seconds })

    const { visible, inFlight, delayed } = this.queue.messages
    expect({ visible, inFlight, delayed }).toEqual({
      visible: this.visible().length,
      inFlight: this.inFlight().length,
      delayed: 0,
    })
  }

  #send(group: string | undefined, id: number): void {
    const body = `${group}#${this.#sent++}`
    this.queue.send([
      {
        content: {
          body,
          md5OfBody: '',
          attributes: undefined,
          md5OfAttributes: undefined,
          traceHeader: undefined,
          senderId: '',
          groupId: group,
        },
        delayMs: undefined,
        deduplicationId: String(id),
        size: 1,
      },
    ])
    if (this.queue.fifo && this.now - (this.#seen.get(id) ?? -Infinity) < DEDUPLICATION_MS) return
    this.#seen.set(id, this.now)
    this.messages.push({ body, group, due: this.now, receives: 0, handle: '' })
  }

  async #receive(
    maximum: number,
    visibility: number,
    received: (deliveries: Delivery[], maximum: number) => void,
  ): Promise<void> {
    const deliveries = await this.queue.receive({ maximum, visibilityTimeoutMs: visibility * 1000 }, 0)
    received(deliveries, maximum)
    for (const { message, receiptHandle, receiveCount } of deliveries) {
      const modelled = this.messages.find(({ body }) => body === message.content.body) as Modelled
      modelled.receives++
      modelled.due = this.now + visibility * 1000
      modelled.handle = receiptHandle
      this.#handles.push({ handle: receiptHandle, body: modelled.body })
      expect(receiveCount).toBe(modelled.receives)
    }
  }

  #delete(pick: number): void {
    const picked = this.#handles[pick % this.#handles.length]
    if (picked === undefined) return
    const { handle } = picked
    this.queue.delete([handle])
    this.messages = this.messages.filter(message => {
      const expired = this.queue.fifo && message.due <= this.now
      return message.handle !== handle || expired
    })
  }

  #change(pick: number, seconds: number): void {
    const picked = this.#handles[pick % this.#handles.length]
    if (picked === undefined) return
    this.queue.changeVisibility([{ receiptHandle: picked.handle, timeoutMs: seconds * 1000 }])
    for (const message of this.inFlight()) {
      const named = this.queue.fifo ? message.handle === picked.handle : message.body === picked.body
      if (named) message.due = this.now + seconds * 1000
    }
  }

  /** All that is left, received and deleted until nothing comes. */
  async drained(): Promise<string[]> {
    await this.clock.advanceBy({ minutes: 10 })
    const bodies: string[] = []
    for (;;) {
      const deliveries = await this.queue.receive({ maximum: 10 }, 0)
      if (deliveries.length === 0) return bodies
      bodies.push(...deliveries.map(({ message }) => message.content.body))
      this.queue.delete(deliveries.map(({ receiptHandle }) => receiptHandle))
    }
  }
}

describe('properties', () => {
  /** @own the model above: the rules of FIFO queues together */
  test('FIFO: order per group, blocked messages, no loss, no duplicate, right receive counts', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['a', 'b', 'c']), async sequence => {
        const model = new Modelling('model.fifo')
        for (const step of sequence) {
          await model.run(step, (deliveries, maximum) => {
            const open = model.available()
            const bodies = deliveries.map(({ message }) => message.content.body)
            expect(bodies).toHaveLength(Math.min(maximum, open.length))
            for (const group of new Set(deliveries.map(({ message }) => message.content.groupId))) {
              const own = bodies.filter(body => body.startsWith(`${group}#`))
              const waiting = open.filter(message => message.group === group).map(({ body }) => body)
              expect(own).toEqual(waiting.slice(0, own.length))
            }
          })
        }
        const left = model.messages.map(({ body }) => body)
        expect((await model.drained()).sort()).toEqual(left.sort())
      }),
      { numRuns: 150 },
    )
  })

  /**
   * @documented SQS Developer Guide, Visibility timeout: a received message "becomes temporarily invisible to
   *   other consumers for the duration of the visibility timeout"
   */
  test('standard: nothing lost, nothing both visible and in flight, right receive counts, fair or not', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['a', 'b', undefined]), async sequence => {
        const model = new Modelling('model')
        for (const step of sequence) {
          await model.run(step, (deliveries, maximum) => {
            const visible = new Set(model.visible().map(({ body }) => body))
            const bodies = deliveries.map(({ message }) => message.content.body)
            expect(bodies).toHaveLength(Math.min(maximum, visible.size))
            expect(new Set(bodies).size).toBe(bodies.length)
            for (const body of bodies) expect(visible).toContain(body)
          })
        }
        const left = model.messages.map(({ body }) => body)
        expect((await model.drained()).sort()).toEqual(left.sort())
      }),
      { numRuns: 150 },
    )
  })

  /** @own receives that wait */
  test('long polls: each message reaches exactly one receive that is still wanted, or stays', async () => {
    const step = fc.constantFrom('poll', 'give up', 'send', 'send three', 'second')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async sequence => {
        const model = new Modelling('polled')
        const polls: { stop: AbortController; answer: Promise<Delivery[]> }[] = []
        let sent = 0
        const send = (count: number) => {
          for (let index = 0; index < count; index++) sendOne(model.queue, `m${sent++}`)
        }
        for (const next of sequence) {
          if (next === 'send') send(1)
          else if (next === 'send three') send(3)
          else if (next === 'second') await model.clock.advanceBy({ seconds: 1 })
          else if (next === 'give up') polls.at(-1)?.stop.abort()
          else {
            const stop = new AbortController()
            const request = { maximum: 2, visibilityTimeoutMs: 3_600_000 }
            const answer = Promise.resolve(model.queue.receive(request, 5_000, stop.signal))
            polls.push({ stop, answer })
          }
        }
        await model.clock.advanceBy({ seconds: 5 })
        const delivered = (await Promise.all(polls.map(({ answer }) => answer))).flat()
        const bodies = delivered.map(({ message }) => message.content.body)
        expect(new Set(bodies).size).toBe(bodies.length)
        const { visible, inFlight } = model.queue.messages
        expect([visible + inFlight, inFlight]).toEqual([sent, bodies.length])
      }),
      { numRuns: 150 },
    )
  })
})

function sendOne(queue: Queue, body: string): void {
  const nothing = {
    attributes: undefined,
    md5OfAttributes: undefined,
    traceHeader: undefined,
    groupId: undefined,
  }
  queue.send([
    {
      content: { ...nothing, body, md5OfBody: '', senderId: '' },
      delayMs: undefined,
      deduplicationId: undefined,
      size: 1,
    },
  ])
}
