import { join } from 'node:path'
import { LocalAwsProcess } from '../local-aws-process.ts'
import { type Cost, totalOf } from './cost-of-purchase.ts'
import { interruptible } from './interruption.ts'
import { medianInterval } from './median-interval.ts'
import { OtherRevision } from './other-revision.ts'
import { median, type Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

const CHECKOUT = join(import.meta.dirname, '../..')
/** One takes about half a minute on an idle machine. */
const ROUND_LIMIT_MINUTES = 15
/** What the lower end of the ratio's interval may be, before a change counts as one that costs. */
const HIGHEST_RATIO = 1.05

export interface CostOptions {
  against: string
  rounds: number
}

/** What a round measured: this checkout's cost, and the other revision's. */
interface Round {
  here: Cost
  there: Cost
}

/**
 * The processor time of the same purchases in this checkout, uncommitted changes included, and in another
 * revision. Each round starts both revisions' own local AWS, by what each does without an option.
 *
 * @throws on any system but Linux, and where there is no such revision
 */
export async function measureCost({ against, rounds }: CostOptions): Promise<Row[]> {
  if (process.platform !== 'linux')
    throw new Error(`The section cost reads processor time from /proc of Linux; this is ${process.platform}.`)
  return interruptible(async signal => {
    const other = await OtherRevision.layOut(CHECKOUT, against, signal)
    try {
      const measured: Round[] = []
      for (let number = 1; number <= rounds; number++) {
        const round = await measureRound(other, number % 2 === 0, signal)
        process.stderr.write(`  round ${number} of ${rounds}: ${inWords(round, other)}\n`)
        measured.push(round)
      }
      return report(measured, other)
    } finally {
      other.remove()
    }
  })
}

/** @param otherFirst whose turn it is first: what comes first may have it easier, or harder */
async function measureRound(
  { directory }: OtherRevision,
  otherFirst: boolean,
  interruption: AbortSignal,
): Promise<Round> {
  const limit = AbortSignal.timeout(ROUND_LIMIT_MINUTES * 60_000)
  const signal = AbortSignal.any([interruption, limit])
  const running: LocalAwsProcess[] = []
  try {
    for (const checkout of otherFirst ? [directory, CHECKOUT] : [CHECKOUT, directory])
      running.push(await LocalAwsProcess.start({ checkout, signal }))
    const [first, second] = await costsOn(running, signal)
    return otherFirst ? { here: second, there: first } : { here: first, there: second }
  } catch (cause) {
    if (!limit.aborted) throw cause
    throw new Error(`A round was not over within ${ROUND_LIMIT_MINUTES} minutes.`, { cause })
  } finally {
    await Promise.all(running.map(local => local.stop()))
  }
}

async function costsOn(running: readonly LocalAwsProcess[], signal: AbortSignal): Promise<[Cost, Cost]> {
  const args = running.flatMap(({ endpoint, pid }) => [endpoint, String(pid)])
  return JSON.parse((await runScript(beside('cost-load.ts'), args, {}, signal)).output)
}

function inWords({ here, there }: Round, { name }: OtherRevision): string {
  return `${timeOf(totalOf(here))} a purchase, at ${name} ${timeOf(totalOf(there))}`
}

function report(rounds: readonly Round[], { name }: OtherRevision): Row[] {
  const compare = (what: string, part: (cost: Cost) => number): Row & { ratio: number; low: number } => {
    const ratios = rounds.map(({ here, there }) => part(here) / part(there))
    const { low, high } = medianInterval(ratios)
    return {
      what: `processor time a purchase: ${what}`,
      measured: timeOf(median(rounds.map(({ here }) => part(here)))),
      beside: `at ${name} ${timeOf(median(rounds.map(({ there }) => part(there))))}; ratio ${low.toFixed(3)} to ${high.toFixed(3)}`,
      ratio: median(ratios),
      low,
    }
  }
  const total = compare('total', totalOf)
  const { confidence } = medianInterval(rounds.map(({ here }) => totalOf(here)))
  const environments = (side: keyof Round) => median(rounds.map(round => round[side].environments))
  return [
    compare('functions', ({ functions }) => functions),
    compare('local AWS', ({ local }) => local),
    compare('clients', ({ clients }) => clients),
    {
      ...total,
      target: { text: `interval from ≤ ${HIGHEST_RATIO}`, met: total.low <= HIGHEST_RATIO },
    },
    {
      what: 'processes of functions after that',
      measured: String(environments('here')),
      beside: `at ${name} ${environments('there')}`,
    },
    {
      what: `confidence of these intervals, from ${rounds.length} rounds`,
      measured: `${(confidence * 100).toFixed(1)} %`,
      beside: "for the median of the rounds' ratios, by the exact sign test",
    },
  ]
}

const timeOf = (ms: number): string => `${ms.toFixed(2)} ms`
