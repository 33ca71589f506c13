import type { PartStatus, ReplayStatus } from './replay-function.ts'

/** The progress of a replay. */
export interface Progress {
  /** 0 to 1: the part read of the time from the first minute to the start of the replay, averaged over all parts. */
  fraction: number
  records: number
  events: number
  poison: number
  /** Of a replay from the lake: what is being read, as far as to when. Undefined when all is read. */
  reading?: string
}

export function progressOf({ parts, from, startedAt, source }: ReplayStatus): Progress {
  const fractions = parts.map(part => fractionOf(part, Date.parse(from), Date.parse(startedAt)))
  return {
    fraction: fractions.length === 0 ? 0 : sum(fractions) / fractions.length,
    records: sum(parts.map(({ records }) => records)),
    events: sum(parts.map(({ events }) => events)),
    poison: sum(parts.map(({ poison }) => poison)),
    ...(source === 'lake' && readingOf(parts)),
  }
}

/** The lake is read first, then the shards of the stream side by side. */
function readingOf(parts: readonly PartStatus[]): Pick<Progress, 'reading'> {
  const unread = parts.filter(({ done }) => !done)
  const [first] = unread.map(({ readTo }) => readTo).sort()
  if (first === undefined) return {}
  const name = unread.some(({ part }) => part === 'lake') ? 'lake' : 'stream'
  return { reading: `the ${name}, to ${first}` }
}

function fractionOf({ done, readTo }: PartStatus, since: number, until: number): number {
  if (done || until <= since) return done ? 1 : 0
  return Math.min(1, Math.max(0, (Date.parse(readTo) - since) / (until - since)))
}

/**
 * The remaining time at the pace so far, in ms; undefined before any progress.
 *
 * @param before the fraction that was done when this run started
 */
export function timeLeftMs(before: number, fraction: number, elapsedMs: number): number | undefined {
  const gained = fraction - before
  return gained > 0 ? (elapsedMs / gained) * (1 - fraction) : undefined
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
