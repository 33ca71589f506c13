import { type Message, SQSClient } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { Log } from '../log.ts'
import { FanOutRig } from './fan-out-rig.ts'

const PAGE_SIZE = 2
const rig = new FanOutRig()

beforeAll(() => rig.openWithPagesOf(PAGE_SIZE))
afterAll(() => rig.close())
beforeEach(() => new Log())
afterEach(() => jest.restoreAllMocks())

interface Mishap {
  /** At which request to SQS: a page makes one for its mails and one for the next page. */
  request: number
  /** Whether SQS got this request, and only its answer was lost. */
  arrived: boolean
  /** Whether the function dies of it, and makes no more requests. */
  fatal: boolean
}

/** One delivery of one of the messages that were ever in the queue of posts. */
interface Delivery {
  /** Which of them, counted round. */
  message: number
  /** What goes wrong; undefined where nothing does. */
  mishap: Mishap | undefined
  /** Minutes until the next delivery: after five, SQS has forgotten the deduplication ids. */
  pauseMinutes: number
}

const mishap: fc.Arbitrary<Mishap | undefined> = fc.option(
  fc.record({ request: fc.nat({ max: 1 }), arrived: fc.boolean(), fatal: fc.boolean() }),
  { nil: undefined },
)

const delivery: fc.Arbitrary<Delivery> = fc.record({
  message: fc.nat(),
  mishap,
  pauseMinutes: fc.constantFrom(0, 0, 6),
})

const schedule = fc.record({
  subscribers: fc.nat({ max: 3 * PAGE_SIZE + 1 }),
  deliveries: fc.array(delivery, { maxLength: 6 }),
  /** What goes wrong with each message that is not done after those deliveries, counted round. */
  mishaps: fc.array(mishap, { minLength: 1, maxLength: 4 }),
  /** How often each mail message is handed to the mailer, counted round; and in which order. */
  copies: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 8 }),
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
})

async function struckBy<Result>(mishap: Mishap | undefined, work: () => Promise<Result>): Promise<Result> {
  if (mishap === undefined) return work()
  const send = SQSClient.prototype.send as (this: SQSClient, command: unknown) => Promise<unknown>
  let requests = 0
  const strike = jest.spyOn(SQSClient.prototype, 'send').mockImplementation(async function (
    this: SQSClient,
    command: unknown,
  ) {
    const number = requests++
    if (number < mishap.request || (number > mishap.request && !mishap.fatal)) return send.call(this, command)
    if (number === mishap.request && mishap.arrived) await send.call(this, command)
    throw new Error('No answer came.')
  } as never)
  try {
    return await work()
  } finally {
    strike.mockRestore()
  }
}

/** The messages of the queue of posts: what ever came out of it, and what was seen through. */
class Pages {
  readonly #seen: Message[] = []
  readonly #done = new Set<Message>()

  async look(): Promise<void> {
    this.#seen.push(...(await rig.drained(rig.posts)))
  }

  async deliver(delivery: Delivery): Promise<void> {
    const message = this.#seen[delivery.message % this.#seen.length] as Message
    if (await struckBy(delivery.mishap, () => rig.fanOut(message))) this.#done.add(message)
    await rig.clock.advanceBy({ minutes: delivery.pauseMinutes })
    await this.look()
  }

  /** SQS delivers each message until it is deleted. */
  async seeThrough(mishaps: readonly (Mishap | undefined)[]): Promise<void> {
    for (const [index, message] of this.#seen.entries()) {
      if (this.#done.has(message)) continue
      await this.deliver({ message: index, mishap: mishaps[index % mishaps.length], pauseMinutes: 0 })
      if (this.#done.has(message)) continue
      expect(await rig.fanOut(message)).toBe(true)
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

test('each subscriber has one mail, whichever page is delivered how often, in any order, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async ({ subscribers, deliveries, mishaps, copies, order }) => {
      const authorId = `author-${runs++}`
      const ids = Array.from(
        { length: subscribers },
        (_, index) => `reader-${String(index).padStart(2, '0')}`,
      )
      await rig.subscribe(authorId, ids)
      const postId = await rig.publish(authorId)

      const pages = new Pages()
      await pages.look()
      for (const delivery of deliveries) await pages.deliver(delivery)
      await pages.seeThrough(mishaps)

      const mails = await rig.drained(rig.emails)
      const delivered = mails.flatMap((mail, index) =>
        Array.from({ length: copies[index % copies.length] ?? 1 }, () => mail),
      )
      for (const mail of shuffled(delivered, order)) await rig.mail([mail])

      const told = (await rig.inbox())
        .filter(({ tags }) => tags.correlationId === postId)
        .flatMap(({ to }) => to)
      expect(told.toSorted()).toEqual(ids.map(id => `${id}@${authorId}.example`))
      expect(await rig.arrived(rig.deadLetters)).toEqual([])
    }),
    { numRuns: 20 },
  )
})
