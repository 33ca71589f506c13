import fc from 'fast-check'
import type { MappingProperties } from '../../../../src/services/lambda/event-sources/mapping-properties.ts'
import { DeliveryLedger } from './delivery-ledger.ts'
import { type Behaviour, StreamBench, textsOf } from './stream-bench.ts'

/*
 * "In-order processing at the partition-key level" through failures of the function, partial failures, resharding and
 * updates of the mapping; and every record is worked on or in the on-failure destination, once.
 */

type Step =
  | { do: 'put'; keys: string[] }
  | { do: 'split'; index: number; share: number }
  | { do: 'merge'; index: number }
  | { do: 'wait'; ms: number }
  | { do: 'restart' }

const index = fc.nat(9)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('split' as const),
      index,
      share: fc.double({ min: 0, max: 0.99, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), index }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 500, 1000, 5000, 20_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)

interface End {
  kind: 'success' | 'error' | 'partial' | 'throttled'
  /** Which record of a batch fails first. */
  failed: number
  delayMs: number
}

const end: fc.Arbitrary<End> = fc.record({
  kind: fc.constantFrom('success', 'error', 'partial', 'throttled'),
  failed: fc.nat(9),
  delayMs: fc.constantFrom(0, 0, 300, 2500, 25_000),
})

const mapping: fc.Arbitrary<MappingProperties> = fc.record({
  BatchSize: fc.constantFrom(1, 2, 5, 100),
  MaximumBatchingWindowInSeconds: fc.constantFrom(0, 0, 3),
  ParallelizationFactor: fc.constantFrom(1, 2, 3, 10),
  MaximumRetryAttempts: fc.constantFrom(-1, 0, 1, 3),
  MaximumRecordAgeInSeconds: fc.constantFrom(-1, 60),
  BisectBatchOnFunctionError: fc.boolean(),
  FunctionResponseTypes: fc.constantFrom([], ['ReportBatchItemFailures']),
  DestinationConfig: fc.constant({ OnFailure: { Destination: 'arn:aws:s3:::failed' } }),
})

/** What a function does that ends as it is told to, and succeeds once no more is told. */
function behaviourOf(ends: readonly End[], ledger: DeliveryLedger, reports: boolean): () => Behaviour {
  const left = [...ends]
  return () => {
    const { kind, failed, delayMs } = left.shift() ?? { kind: 'success', failed: 0, delayMs: 0 }
    return {
      delayMs,
      throttled: kind === 'throttled',
      work(event) {
        const batch = textsOf(event)
        ledger.begin(batch)
        return () => {
          const first = failed % batch.length
          const succeeds = kind === 'success' || (kind === 'partial' && !reports)
          const done = succeeds ? batch : kind === 'partial' ? batch.slice(0, first) : []
          ledger.end(batch, done)
          if (kind === 'error') throw new Error('no table')
          const itemIdentifier = event.Records[first]?.kinesis.sequenceNumber
          return { batchItemFailures: succeeds ? [] : [{ itemIdentifier }] }
        }
      },
    }
  }
}

interface Setting {
  shards: number
  /** Whether the mapping has a consumer with enhanced fan-out. */
  fansOut: boolean
  properties: MappingProperties
}

async function run({ shards, fansOut, properties }: Setting, steps: Step[], ends: End[]) {
  const bench = new StreamBench(shards)
  const source = fansOut ? { EventSourceArn: bench.consumer('reader') } : {}
  const ledger = new DeliveryLedger()
  const reports = properties.FunctionResponseTypes?.length === 1
  const reader = bench.reader({ ...properties, ...source }, behaviourOf(ends, ledger, reports), texts =>
    ledger.giveUp(texts),
  )
  reader.start()
  for (const step of steps) {
    if (step.do === 'put') for (const key of step.keys) bench.put(key, ledger.write(key))
    if (step.do === 'split') bench.split(step.index, step.share)
    if (step.do === 'merge') bench.merge(step.index)
    if (step.do === 'wait') await bench.clock.advanceBy({ milliseconds: step.ms })
    if (step.do === 'restart') {
      reader.stop()
      reader.start()
    }
  }
  // So long that every retry and every batching window has passed.
  for (let tries = 0; ledger.open.length > 0 && tries < 200; tries++) {
    await bench.clock.advanceBy({ seconds: 10 })
  }
  await bench.clock.advanceBy({ seconds: 10 })
  reader.stop()
  return { violations: ledger.violations, open: ledger.open }
}

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: "in-order processing at the partition-key
 *   level"
 */
test('each key in its order, and every record worked on or given up, once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ shards: fc.integer({ min: 1, max: 3 }), fansOut: fc.boolean(), properties: mapping }),
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.array(end, { maxLength: 25 }),
      async (setting, steps, ends) => {
        expect(await run(setting, steps, ends)).toEqual({ violations: [], open: [] })
      },
    ),
    { numRuns: 400 },
  )
})
