import fc from 'fast-check'
import { StreamBench, type StreamReader, textsOf } from './stream-bench.ts'

/*
 * Readers of one stream are independent: what happens to one mapping, another mapping of the same stream does not notice.
 */

interface Trouble {
  /** What the function of the other mapping does. */
  kind: 'fails' | 'throttled' | 'slow' | 'succeeds'
  /** The step after which the other mapping is disabled; beyond the last one, it is not. */
  stoppedAfter: number
  /** Whether it has a consumer with enhanced fan-out. */
  fansOut: boolean
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.constantFrom('fails', 'throttled', 'slow', 'succeeds'),
  stoppedAfter: fc.nat(30),
  fansOut: fc.boolean(),
})

interface Step {
  keys: string[]
  split: boolean
  waitMs: number
}

const step: fc.Arbitrary<Step> = fc.record({
  keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }),
  split: fc.boolean(),
  waitMs: fc.constantFrom(0, 400, 1000, 7000),
})

interface Delivery {
  /** On the stream's clock. */
  at: number
  texts: string[]
}

function troubled(bench: StreamBench, { kind, fansOut }: Trouble): StreamReader {
  const source = fansOut ? { EventSourceArn: bench.consumer('troubled') } : {}
  return bench.reader(source, () => ({
    delayMs: kind === 'slow' ? 30_000 : 0,
    throttled: kind === 'throttled',
    work: () => () => {
      if (kind === 'fails') throw new Error('no table')
    },
  }))
}

/** What a mapping is given while another one is in trouble, or none is there. */
async function deliveries(
  steps: readonly Step[],
  fansOut: boolean,
  other: Trouble | undefined,
): Promise<Delivery[]> {
  const bench = new StreamBench(2)
  const source = fansOut ? { EventSourceArn: bench.consumer('reader') } : {}
  const delivered: Delivery[] = []
  const reader = bench.reader({ ParallelizationFactor: 2, ...source }, () => ({
    delayMs: 200,
    throttled: false,
    work(event) {
      delivered.push({ at: bench.clock.now(), texts: textsOf(event) })
      return () => {}
    },
  }))
  const inTrouble = other && troubled(bench, other)
  inTrouble?.start()
  reader.start()
  let number = 0
  for (const [index, { keys, split, waitMs }] of steps.entries()) {
    for (const key of keys) bench.put(key, `${key}:${number++}`)
    if (split) bench.split(index, 0.5)
    await bench.clock.advanceBy({ milliseconds: waitMs })
    if (index === other?.stoppedAfter) inTrouble?.stop()
  }
  await bench.clock.advanceBy({ minutes: 1 })
  reader.stop()
  inTrouble?.stop()
  return delivered
}

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: each mapping keeps its own position in a
 *   stream
 */
test('a mapping gets the same at the same times, whatever becomes of another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      trouble,
      async (steps, fansOut, other) => {
        const undisturbed = await deliveries(steps, fansOut, undefined)
        const written = steps.flatMap(({ keys }) => keys)
        expect(undisturbed.flatMap(({ texts }) => texts)).toHaveLength(written.length)
        expect(await deliveries(steps, fansOut, other)).toEqual(undisturbed)
      },
    ),
    { numRuns: 150 },
  )
})
