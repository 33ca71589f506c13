import fc from 'fast-check'
import { SteppedClock } from '../../../src/clock.ts'
import { hashKeyOf } from '../../../src/services/kinesis/hash-range.ts'
import type { Shard } from '../../../src/services/kinesis/shard.ts'
import { StreamShards } from '../../../src/services/kinesis/stream-shards.ts'
import { LAST_HASH_KEY } from './kinesis-rig.ts'

/*
 * "Data records in the parent shards are read before the data records in the child shards" (developer guide, "After
 * Resharding"): whoever does so gets every record once, and the records of each partition key in their order, however
 * often the stream is resharded.
 */

const KEYS = ['a', 'b', 'c', 'd', 'e']

type Step =
  | { do: 'put'; key: string }
  | { do: 'split'; pick: number; at: number }
  | { do: 'merge'; pick: number }
  | { do: 'resize'; count: number }
  | { do: 'wait'; ms: number }

const pick = fc.nat(20)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key: fc.constantFrom(...KEYS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('split' as const), pick, at: fc.nat(98) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('resize' as const), count: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 999, 60_000) }),
  },
)

interface Written {
  key: string
  sequenceNumber: string
}

function put(shards: StreamShards, key: string): Written {
  const record = { data: '', partitionKey: key, bytes: 1, kmsKey: undefined }
  return { key, sequenceNumber: shards.holding(hashKeyOf(key)).append(record) }
}

function reshard(shards: StreamShards, step: Step): void {
  if (step.do === 'resize') return shards.resize(step.count)
  if (step.do === 'split') {
    const shard = shards.open[step.pick % shards.open.length] as Shard
    const { start, end } = shard.range
    const at = start + 1n + ((end - start) * BigInt(step.at)) / 100n
    if (at < end) shards.split(shard, at)
  }
  if (step.do === 'merge' && shards.open.length > 1) {
    const lower = step.pick % (shards.open.length - 1)
    shards.merge([shards.open[lower] as Shard, shards.open[lower + 1] as Shard])
  }
}

/** What a consumer gets that reads each shard once it has read the shard's parents. */
function readAll(shards: StreamShards): Written[] {
  const done = new Set<Shard>()
  const records: Written[] = []
  const read = (shard: Shard) => {
    if (done.has(shard)) return
    shard.parents.forEach(read)
    done.add(shard)
    const bounds = { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }
    for (const { partitionKey, sequenceNumber } of shard.records.read(shard.startingSequenceNumber, bounds)
      .records) {
      records.push({ key: partitionKey, sequenceNumber })
    }
  }
  // The youngest first, so that only its lineage keeps the order.
  for (const shard of [...shards.all].reverse()) read(shard)
  return records
}

/**
 * @documented Kinesis Developer Guide, After resharding: "If you read data from the child shards before
 *   having read all data from the parent shards, you could read data for a particular hash key out of the
 *   order given by the data records' sequence numbers"
 */
test('each key keeps its order through every resharding', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 60 }),
      async (count, steps) => {
        const clock = new SteppedClock()
        const shards = new StreamShards(clock, count)
        const written: Written[] = []
        for (const step of steps) {
          if (step.do === 'put') written.push(put(shards, step.key))
          else if (step.do === 'wait') await clock.advanceBy({ milliseconds: step.ms })
          else reshard(shards, step)
          assertPartition(shards)
        }
        const read = readAll(shards)
        for (const key of KEYS) {
          const of = (records: Written[]) => records.filter(record => record.key === key)
          expect(of(read)).toEqual(of(written))
          const numbers = of(written).map(({ sequenceNumber }) => sequenceNumber)
          expect(numbers).toEqual([...new Set(numbers)].sort())
        }
        expect(read).toHaveLength(written.length)
      },
    ),
    { numRuns: 200 },
  )
})

/** The open shards have every hash key once, and are found by it. */
function assertPartition(shards: StreamShards): void {
  let next = 0n
  for (const shard of shards.open) {
    expect(shard.open).toBe(true)
    expect(shard.range.start).toBe(next)
    expect(shards.holding(shard.range.start)).toBe(shard)
    expect(shards.holding(shard.range.end)).toBe(shard)
    next = shard.range.end + 1n
  }
  expect(next).toBe(LAST_HASH_KEY + 1n)
}
