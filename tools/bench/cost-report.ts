import { type Cost, totalOf } from './cost-of-purchase.ts'
import { medianInterval } from './median-interval.ts'
import { median, type Row } from './report.ts'

/** The target: the lower end of the ratio's interval is at most this. */
const HIGHEST_RATIO = 1.05

/** The result of a round: the cost in this checkout and in the other revision. */
export interface Round {
  here: Cost
  there: Cost
}

export function inWords({ here, there }: Round, name: string): string {
  const words = (cost: Cost) => `${timeOf(totalOf(cost))}, ${cost.invocations.toFixed(2)} invocations`
  return `${words(here)} per purchase; at ${name} ${words(there)}`
}

/** @param name of the other revision */
export function reportCost(rounds: readonly Round[], name: string): Row[] {
  const compare = (what: string, part: (cost: Cost) => number): Row & { ratio: number; low: number } => {
    const ratios = rounds.map(({ here, there }) => part(here) / part(there))
    const { low, high } = medianInterval(ratios)
    return {
      what: `processor time per purchase: ${what}`,
      measured: timeOf(median(rounds.map(({ here }) => part(here)))),
      beside: `at ${name} ${timeOf(median(rounds.map(({ there }) => part(there))))}; ratio ${low.toFixed(3)} to ${high.toFixed(3)}`,
      ratio: median(ratios),
      low,
    }
  }
  const total = compare('total', totalOf)
  const { confidence } = medianInterval(rounds.map(({ here }) => totalOf(here)))
  const medianOf = (side: keyof Round, part: 'invocations' | 'environments') =>
    median(rounds.map(round => round[side][part]))
  return [
    compare('functions', ({ functions }) => functions),
    compare('local AWS', ({ local }) => local),
    compare('clients', ({ clients }) => clients),
    {
      ...total,
      target: { text: `lower end ≤ ${HIGHEST_RATIO}`, met: total.low <= HIGHEST_RATIO },
    },
    {
      what: 'invocations of functions per purchase',
      measured: medianOf('here', 'invocations').toFixed(2),
      beside: `at ${name} ${medianOf('there', 'invocations').toFixed(2)}`,
    },
    {
      what: 'processes of functions after the load',
      measured: String(medianOf('here', 'environments')),
      beside: `at ${name} ${medianOf('there', 'environments')}`,
    },
    {
      what: `confidence of these intervals, from ${rounds.length} rounds`,
      measured: `${(confidence * 100).toFixed(1)} %`,
      beside: "for the median of the rounds' ratios, by the exact sign test",
    },
  ]
}

const timeOf = (ms: number): string => `${ms.toFixed(2)} ms`
