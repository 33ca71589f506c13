import type { KinesisStreamTumblingWindowEvent } from 'aws-lambda'
import fc from 'fast-check'
import { type Behaviour, StreamBench, textsOf } from './stream-bench.ts'

/*
 * Every record is in the final state of exactly one window, which its arrival belongs to, whatever fails meanwhile; and
 * in the state of a shard its records are in their order.
 */

const WINDOW_MS = 10_000

interface Step {
  keys: string[]
  change: 'split' | 'merge' | 'restart' | 'none'
  waitMs: number
}

const step: fc.Arbitrary<Step> = fc.record({
  keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 5 }),
  change: fc.constantFrom('none', 'none', 'none', 'split', 'merge', 'restart'),
  waitMs: fc.constantFrom(0, 1, 999, 5000, 9999, 10_000, 130_000),
})

type End = 'success' | 'error' | 'no state' | 'partial' | 'throttled'
const end: fc.Arbitrary<End> = fc.constantFrom(
  'success',
  'success',
  'error',
  'no state',
  'partial',
  'throttled',
)

interface FinalState {
  start: number
  end: number
  texts: string[]
}

/** A function that aggregates the texts of its records and ends as it is told to; it succeeds once no more is told. */
function aggregation(ends: readonly End[], finals: FinalState[]): () => Behaviour {
  const left = [...ends]
  return () => {
    const end = left.shift() ?? 'success'
    return {
      delayMs: 0,
      throttled: end === 'throttled',
      work: event => () => {
        const { Records, state, window, isFinalInvokeForWindow } = event as KinesisStreamTumblingWindowEvent
        if (end === 'error') throw new Error('no table')
        const before: string[] = state?.texts ?? []
        if (isFinalInvokeForWindow) {
          finals.push({ start: Date.parse(window.start), end: Date.parse(window.end), texts: before })
          return null
        }
        if (end === 'no state') return {}
        const middle = end === 'partial' ? Math.floor(Records.length / 2) : Records.length
        const texts = [...before, ...textsOf(event).slice(0, middle)]
        const failed = Records.slice(middle).map(({ kinesis }) => ({
          itemIdentifier: kinesis.sequenceNumber,
        }))
        return { state: { texts }, batchItemFailures: failed }
      },
    }
  }
}

/**
 * @documented Lambda Developer Guide, Stateful processing: windows have "boundaries based on the time when
 *   records were inserted"
 */
test('each record is aggregated once, in the window of its arrival, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 20 }),
      fc.array(end, { maxLength: 30 }),
      fc.record({ BatchSize: fc.constantFrom(1, 3, 100), BisectBatchOnFunctionError: fc.boolean() }),
      async (steps, ends, properties) => {
        const bench = new StreamBench(2)
        const finals: FinalState[] = []
        const mapping = {
          ...properties,
          TumblingWindowInSeconds: WINDOW_MS / 1000,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        }
        const reader = bench.reader(mapping, aggregation(ends, finals))
        reader.start()
        const arrivals = new Map<string, number>()
        for (const [index, { keys, change, waitMs }] of steps.entries()) {
          for (const key of keys) {
            const text = `${key}:${String(arrivals.size).padStart(4, '0')}`
            arrivals.set(text, bench.clock.now())
            bench.put(key, text)
          }
          if (change === 'split') bench.split(index, 0.5)
          if (change === 'merge') bench.merge(index)
          if (change === 'restart') {
            reader.stop()
            reader.start()
          }
          await bench.clock.advanceBy({ milliseconds: waitMs })
        }
        const aggregated = () => finals.reduce((sum, { texts }) => sum + texts.length, 0)
        for (let minute = 0; minute < 30 && aggregated() < arrivals.size; minute++) {
          await bench.clock.advanceBy({ minutes: 1 })
        }
        reader.stop()
        expect(finals.flatMap(({ texts }) => texts).sort()).toEqual([...arrivals.keys()].sort())
        for (const { start, end, texts } of finals) {
          const times = texts.map(text => arrivals.get(text) as number)
          expect(times.filter(time => time < start || time >= end)).toEqual([])
          const numbers = texts.map(text => text.slice(2))
          expect(numbers).toEqual([...numbers].sort())
        }
      },
    ),
    { numRuns: 150 },
  )
})
