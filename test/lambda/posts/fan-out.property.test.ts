import { type Message, SQSClient } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { Log } from '../log.ts'
import { FanOutStage } from './fan-out-stage.ts'

const PAGE_SIZE = 2
const stage = new FanOutStage()

beforeAll(() => stage.openWithPagesOf(PAGE_SIZE))
afterAll(() => stage.close())
beforeEach(() => new Log())
afterEach(() => jest.restoreAllMocks())

/** One delivery of one of the messages that were ever in the queue of posts. */
interface Delivery {
  /** Which of them, counted round. */
  message: number
  /** After how many requests to SQS the function dies; undefined where it lives. */
  diesAfter: number | undefined
  /** Whether SQS got the request at which it dies. */
  requestArrived: boolean
  /** Minutes until the next delivery: after five, SQS has forgotten the deduplication ids. */
  pauseMinutes: number
}

const delivery: fc.Arbitrary<Delivery> = fc.record({
  message: fc.nat(),
  diesAfter: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
  requestArrived: fc.boolean(),
  pauseMinutes: fc.constantFrom(0, 0, 6),
})

const schedule = fc.record({
  subscribers: fc.nat({ max: 3 * PAGE_SIZE + 1 }),
  deliveries: fc.array(delivery, { maxLength: 8 }),
  /** How often each mail message is handed to the mailer, counted round; and in which order. */
  copies: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 8 }),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
})

/** Runs `work` in a function that dies at a request to SQS: from then on it sends no more. */
async function dyingAt<Result>(
  { diesAfter, requestArrived }: Delivery,
  work: () => Promise<Result>,
): Promise<Result> {
  if (diesAfter === undefined) return work()
  const send = SQSClient.prototype.send as (this: SQSClient, command: unknown) => Promise<unknown>
  let requests = 0
  const death = jest.spyOn(SQSClient.prototype, 'send').mockImplementation(async function (
    this: SQSClient,
    command: unknown,
  ) {
    const number = requests++
    if (number < diesAfter) return send.call(this, command)
    if (number === diesAfter && requestArrived) await send.call(this, command)
    throw new Error('The function died.')
  } as never)
  try {
    return await work()
  } finally {
    death.mockRestore()
  }
}

/** The messages of the queue of posts: what ever came out of it, and what was seen through. */
class Pages {
  readonly #seen: Message[] = []
  readonly #done = new Set<Message>()

  async look(): Promise<void> {
    this.#seen.push(...(await stage.drained(stage.posts)))
  }

  async deliver(delivery: Delivery): Promise<void> {
    const message = this.#seen[delivery.message % this.#seen.length] as Message
    if (await dyingAt(delivery, () => stage.fanOut(message))) this.#done.add(message)
    await stage.clock.advanceBy({ minutes: delivery.pauseMinutes })
    await this.look()
  }

  /** SQS delivers each message until it is deleted. */
  async seeThrough(): Promise<void> {
    for (const message of this.#seen) {
      if (this.#done.has(message)) continue
      expect(await stage.fanOut(message)).toBe(true)
      await this.look()
    }
  }
}

/** A permutation that the numbers choose. */
function shuffled<Item>(items: readonly Item[], numbers: readonly number[]): Item[] {
  const rest = [...items]
  return items.flatMap((_, index) => {
    const number = numbers[index % numbers.length] ?? 0
    return rest.splice(number % rest.length, 1)
  })
}

let runs = 0

it('each subscriber has one mail, whichever page is delivered how often, in any order, whatever dies', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async ({ subscribers, deliveries, copies, order }) => {
      const authorId = `author-${runs++}`
      const ids = Array.from(
        { length: subscribers },
        (_, index) => `reader-${String(index).padStart(2, '0')}`,
      )
      await stage.subscribe(authorId, ids)
      const postId = await stage.publish(authorId)

      const pages = new Pages()
      await pages.look()
      for (const delivery of deliveries) await pages.deliver(delivery)
      await pages.seeThrough()

      const mails = await stage.drained(stage.emails)
      const delivered = mails.flatMap((mail, index) =>
        Array.from({ length: copies[index % copies.length] ?? 1 }, () => mail),
      )
      for (const mail of shuffled(delivered, order)) await stage.mail([mail])

      const told = (await stage.inbox())
        .filter(({ tags }) => tags.correlationId === postId)
        .flatMap(({ to }) => to)
      expect(told.toSorted()).toEqual(ids.map(id => `${id}@${authorId}.example`))
      expect(await stage.arrived(stage.deadLetters)).toEqual([])
    }),
    { numRuns: 25 },
  )
}, 60_000)
