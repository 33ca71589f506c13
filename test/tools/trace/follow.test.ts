import { LiveText } from '../../../tools/terminal/live-text.ts'
import type { Trace } from '../../../tools/trace/find-trace.ts'
import { follow, shower } from '../../../tools/trace/follow.ts'
import { hopAt, traceOf, waitingAt } from './hops.ts'

const buying = hopAt(0, 'shop-buying')
const shipping = hopAt(2, 'shop-shipping')
const nothing = traceOf([])
const waiting = traceOf([buying], [waitingAt(0)])
const complete = traceOf([buying, shipping])

/** Follows through these states, the last of which stays. @returns the pauses in ms, and what was shown */
async function through(states: readonly Trace[], stopAfter = Number.POSITIVE_INFINITY) {
  const stop = new AbortController()
  const [pauses, shown]: [number[], Trace[]] = [[], []]
  const done = await follow({
    look: async () => states[Math.min(shown.length, states.length - 1)] as Trace,
    show: trace => shown.push(trace),
    signal: stop.signal,
    pause: async ms => {
      pauses.push(ms)
      if (pauses.length === stopAfter) stop.abort()
    },
  })
  return { done, pauses, shown }
}

test('it looks again until all has arrived', async () => {
  const { done, shown } = await through([nothing, waiting, complete])
  expect(done).toBe(true)
  expect(shown).toEqual([nothing, waiting, complete])
})

test('it looks ever more seldom while nothing changes, and soon again when something has', async () => {
  const { pauses } = await through([
    waiting,
    waiting,
    waiting,
    traceOf([buying, shipping], [waitingAt(3)]),
    complete,
  ])
  expect(pauses).toEqual([500, 1_000, 2_000, 500])
})

test('it looks every ten seconds at the least', async () => {
  const { done, pauses } = await through([waiting], 8)
  expect(pauses.slice(-2)).toEqual([10_000, 10_000])
  expect(done).toBe(false)
})

test('on a terminal each state takes the place of the one before', () => {
  const written: string[] = []
  const output = { isTTY: true, rows: 50, write: (text: string) => written.push(text) > 0 }
  const text = new LiveText(output)
  text.draw(['a', 'b', 'c'])
  text.draw(['d'])
  expect(written.join('')).toBe('\x1b[Ja\nb\nc\n\x1b[3A\x1b[Jd\n')
})

test('of more lines than the terminal is high the last are drawn', () => {
  const written: string[] = []
  const output = { isTTY: true, rows: 3, write: (text: string) => written.push(text) > 0 }
  new LiveText(output).draw(['a', 'b', 'c'])
  expect(written.join('')).toBe('\x1b[Jb\nc\n')
})

test('elsewhere each hop and each place is a line, once', () => {
  const lines: string[] = []
  const file = new LiveText({ isTTY: false, rows: 0, write: () => true })
  const show = shower(file, line => lines.push(line))
  for (const state of [nothing, waiting, waiting, complete]) show(state)
  expect(lines).toEqual([
    '  shop-buying  shop.purchase.placed.v1  waited 20 ms  worked 100 ms',
    expect.stringMatching(
      /^ {2}… shop-shipping {2}shop\.purchase\.placed\.v1 {2}waiting for .+ in Shipping\.fifo \*$/,
    ),
    '      in the queue: 1 waiting',
    '  * inferred from the trail: SQS does not show what is in a queue',
    '  shop-shipping  shop.purchase.placed.v1  waited 20 ms  worked 100 ms',
    '  2.1 s from the first request to the last hop',
  ])
})
