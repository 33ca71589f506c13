import fc from 'fast-check'
import { MOST_ENTRIES, sendEntries } from '../../../lambda/queue/batch-entries.ts'
import { boundedChunks } from '../../../lambda/runtime/chunks.ts'
import { GatheredCalls } from '../../../lambda/runtime/gathered-calls.ts'

const MOST_BYTES = 1_000

// Repetitions pause for a random share of some milliseconds: for none here.
beforeEach(() => void jest.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => jest.restoreAllMocks())

/** What the service does with a message. */
interface Fate {
  bytes: number
  /** What it says of the message, at each attempt until it takes it. */
  refusals: ('SenderFault' | 'InternalError')[]
  /** Refuses every batch that has the message, as a whole: for what is wrong with it, or without an answer. */
  spoils?: 'refused' | 'taken and not answered'
}

const fate = fc.record(
  {
    // Small ones, so that the number of messages bounds a batch, too.
    bytes: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 30 }) },
      fc.integer({ min: 1, max: MOST_BYTES + 100 }),
    ),
    refusals: fc.array(fc.constantFrom('SenderFault', 'InternalError'), { maxLength: 5 }),
    spoils: fc.constantFrom('refused', 'taken and not answered'),
  },
  { requiredKeys: ['bytes', 'refusals'] },
) as fc.Arbitrary<Fate>

/** A service with SQS's limits, which remembers what it took. */
class Service {
  readonly taken: number[] = []
  /** How many batches broke its limits. */
  tooLarge = 0
  readonly #fates: readonly Fate[]
  readonly #attempts = new Map<number, number>()

  constructor(fates: readonly Fate[]) {
    this.#fates = fates
  }

  async take(entries: readonly { Id: string; item: number }[]) {
    const fates = entries.map(({ item }) => this.#fate(item))
    const bytes = fates.reduce((sum, fate) => sum + fate.bytes, 0)
    if (entries.length > MOST_ENTRIES || (entries.length > 1 && bytes > MOST_BYTES)) this.tooLarge++
    if (fates.some(({ spoils }) => spoils === 'refused')) throw new Error('refused as a whole')
    const refused = entries.flatMap(({ Id, item }) => {
      const refusal = this.#refusal(item)
      if (refusal === undefined) this.taken.push(item)
      return refusal === undefined ? [] : [{ Id, Code: refusal, SenderFault: refusal === 'SenderFault' }]
    })
    if (fates.some(({ spoils }) => spoils !== undefined)) {
      throw Object.assign(new Error('no answer'), { code: 'ECONNRESET' })
    }
    return refused
  }

  #fate(item: number): Fate {
    return this.#fates[item] as Fate
  }

  #refusal(item: number) {
    const attempt = this.#attempts.get(item) ?? 0
    this.#attempts.set(item, attempt + 1)
    return this.#fate(item).refusals[attempt]
  }
}

test('each message learns its own fate, whatever those that are gathered with it do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { maxLength: 25, size: 'max' }), async fates => {
      const service = new Service(fates)
      const calls = new GatheredCalls<number>({
        batches: items =>
          boundedChunks(items, item => fates[item]?.bytes ?? 0, { values: MOST_ENTRIES, bytes: MOST_BYTES }),
        call: items => {
          const entries = items.map((item, index) => ({ Id: String(index), item }))
          return sendEntries('sqs', entries, left => service.take(left))
        },
      })
      const ends = await Promise.allSettled(fates.map((_, item) => calls.call(item)))
      expect(service.tooLarge).toBe(0)
      const answered = !fates.some(({ spoils }) => spoils === 'taken and not answered')
      for (const [item, end] of ends.entries()) {
        const { refusals, spoils } = fates[item] as Fate
        if (end.status === 'fulfilled') expect(service.taken).toContain(item)
        if (!answered) continue
        const lasts = refusals.slice(0, 4).includes('SenderFault') || refusals.length >= 4
        const expected = spoils === 'refused' || lasts ? 'rejected' : 'fulfilled'
        expect([item, end.status]).toEqual([item, expected])
        expect(service.taken.filter(each => each === item)).toHaveLength(expected === 'fulfilled' ? 1 : 0)
      }
    }),
  )
})
