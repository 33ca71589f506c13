import type { ReplayStatus, ShardStatus } from './replay-function.ts'

/** The progress of a replay. */
export interface Progress {
  /** 0 to 1: the part read of the time from the first minute to the start of the replay, averaged over all shards. */
  fraction: number
  records: number
  events: number
  poison: number
}

export function progressOf({ shards, from, startedAt }: ReplayStatus): Progress {
  const fractions = shards.map(shard => fractionOf(shard, Date.parse(from), Date.parse(startedAt)))
  return {
    fraction: fractions.length === 0 ? 0 : sum(fractions) / fractions.length,
    records: sum(shards.map(({ records }) => records)),
    events: sum(shards.map(({ events }) => events)),
    poison: sum(shards.map(({ poison }) => poison)),
  }
}

function fractionOf({ done, readTo }: ShardStatus, since: number, until: number): number {
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
