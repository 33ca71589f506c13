import { count, duration } from '../terminal/duration.ts'
import { bold, columns, dim, heading } from '../terminal/terminal.ts'
import { printFindings } from '../trace/findings.ts'
import { queueExpectations, synchronousExpectations } from './expectations.ts'
import { conditionsLine, type Summary } from './summary.ts'
import type { Tally } from './tally.ts'

/** How many ids of lost videos to print; the table has their number. */
const NAMED = 5

/** In a shorter drain, the start of an encoder (a second or two) matters. */
const SHORT_MS = 30_000

/** Prints the results. @returns whether the queue met its expectations */
export function report(summary: Summary): boolean {
  const { baseline, burst, drain, encoders } = summary
  heading(`${count(burst.queue.uploads)} uploads at once, without a queue and with one`)
  for (const part of conditionsLine(summary).split(' · ')) console.log(dim(`  ${part}`))
  console.log()
  columns(table([baseline.synchronous, baseline.queue, burst.synchronous, burst.queue]))

  if (drain) {
    heading('How the queue drained')
    console.log(
      `  in ${bold(duration(drain.tookMs))}; the ideal is ${duration(drain.idealMs)}: ${duration(drain.workMs)} of ` +
        `work ÷ ${encoders} encoders; that is ${bold(`${drain.ratio.toFixed(2)} ×`)}`,
    )
    console.log(`  at most ${count(deepest(summary))} messages waited`)
    if (drain.idealMs < SHORT_MS) {
      console.log(
        dim(
          '  in a burst this short, the start of the encoders matters; send more videos to see more of the queue',
        ),
      )
    }
    if (summary.logged < burst.queue.encoded) {
      const missing = burst.queue.encoded - summary.logged
      console.log(dim(`  the log lacks the work on ${count(missing)} videos, so the ideal is too low`))
    }
  }
  for (const id of burst.queue.lost.slice(0, NAMED)) console.log(`  lost: ${id}`)

  printFindings('The synchronous shape', synchronousExpectations(baseline.synchronous, burst.synchronous))
  return printFindings('The queue', queueExpectations(baseline.queue, burst.queue, drain))
}

function deepest({ depth }: Summary): number {
  return Math.max(0, ...depth.map(({ waiting, inFlight }) => waiting + inFlight))
}

type Tallies = readonly [Tally, Tally, Tally, Tally]

function table(tallies: Tallies): string[][] {
  const row = (title: string, cell: (tally: Tally) => string | number) => [
    title,
    ...tallies.map(tally => {
      const value = cell(tally)
      return typeof value === 'number' ? count(value) : value
    }),
  ]
  const wait = (key: 'p50' | 'p90' | 'p99' | 'max') => (tally: Tally) =>
    tally.waits ? duration(tally.waits[key]) : 'none'
  return [
    ['', '10 per minute,', '10 per minute,', 'at once,', 'at once,'],
    ['', 'synchronous', 'queue', 'synchronous', 'queue'],
    row('uploads', ({ uploads }) => uploads),
    row('accepted', ({ accepted }) => accepted),
    row('encoded', ({ encoded }) => encoded),
    row('failed', ({ failed }) => failed),
    ...reasons(tallies).map(reason =>
      row(`  ${reason}`, ({ failures }) => failures.find(([known]) => known === reason)?.[1] ?? 0),
    ),
    row('dead-lettered', ({ deadLettered }) => deadLettered),
    row('left in the queue', ({ unfinished }) => unfinished),
    row('lost', ({ lost }) => lost.length),
    row('wait, median', wait('p50')),
    row('  90th percentile', wait('p90')),
    row('  99th percentile', wait('p99')),
    row('  longest', wait('max')),
  ]
}

function reasons(tallies: Tallies): string[] {
  return [...new Set(tallies.flatMap(({ failures }) => failures.map(([reason]) => reason)))]
}
