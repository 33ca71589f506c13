import { count, duration } from '../../terminal/duration.ts'
import { timeLeftMs } from '../progress.ts'
import type { BuildStatus, Check, Difference, RebuildStatus, Times } from './rebuild-function.ts'
import type { RebuildProgress } from './rebuild-history.ts'
import { timeOptions } from './resumption.ts'

/** `from 2026-11-29T10:15:00.000Z to the present` */
export function rangeText({ from, to }: Times): string {
  return `from ${from} to ${to ?? 'the present'}`
}

/** The first line of a rebuild: how to go on if something ends this run without a word. */
export function beginningLine({ generation, startedAt, ...times }: BuildStatus, continued: boolean): string {
  if (continued) return `Continues generation ${generation}, whose rebuild was begun at ${startedAt}.`
  return `Begins generation ${generation}. If this run ends early, repeat the command with ${timeOptions(times)}.`
}

/** What a rebuild went live without, because somebody has accepted it. */
export function leftOutLines({ queues: { deadLetters } }: BuildStatus): string[] {
  if (deadLetters === 0) return []
  return [
    `${count(deadLetters)} replayed events are left out: they stay dead letters of shop-replayed until somebody drops them.`,
  ]
}

/**
 * One line on what a rebuild is doing.
 *
 * @param before the fraction that was replayed when this run started
 */
export function progressText(progress: RebuildProgress, before: number, elapsedMs: number): string {
  if (progress.step === 'comparing') {
    const { purchases, carriedOver } = progress.check
    return `${count(purchases)} purchases compared, ${count(carriedOver)} of them carried over`
  }
  const { step, build } = progress
  if (step === 'settling') return `${replayedText(build)}; waiting a minute for stragglers`
  const left = timeLeftMs(before, fractionOf(build), elapsedMs)
  return `${replayedText(build)}${left === undefined ? '' : `; about ${duration(left)} left`}`
}

/** `1,200 events replayed, to 2026-11-29T10:15:00.000Z; 40 wait to be written` */
export function replayedText({ progress, queues }: BuildStatus): string {
  const events = `${count(progress?.events ?? 0)} events replayed`
  const reached = progress ? `, to ${progress.reachedAt}` : ''
  const waiting = queues.waiting > 0 ? `; ${count(queues.waiting)} wait to be written` : ''
  return events + reached + waiting
}

/** 0 to 1: the part of the replayed time that is written, by the time of the events. */
export function fractionOf({ from, to, startedAt, progress }: BuildStatus): number {
  if (!progress) return 0
  const [start, end] = [Date.parse(from), Date.parse(to ?? startedAt)]
  return Math.min(1, Math.max(0, (Date.parse(progress.reachedAt) - start) / (end - start)))
}

/** What the comparison found, with the first differences. */
export function checkLines(check: Check, times: Times): string[] {
  const { purchases, different, fuller, missing, rebuiltAlone, carriedOver } = check
  return [
    `${count(purchases)} purchases compared: ${count(different)} differ, ${count(missing)} lack something, ` +
      `${count(fuller)} have more than before, ${count(rebuiltAlone)} are in the rebuilt read model alone.`,
    ...(carriedOver > 0
      ? [
          `${count(carriedOver)} have something that was carried over, because it happened before ${times.from}` +
            `${times.to === undefined ? '' : ` or after ${times.to}`}, or about then.`,
        ]
      : []),
    ...check.missingExamples.map(differenceLine),
    ...check.examples.map(differenceLine),
  ]
}

function differenceLine({ purchaseId, field, live = 'nothing', rebuilt = 'nothing' }: Difference): string {
  return `  ${purchaseId}  ${field}: ${live} → ${rebuilt}`
}

/** Why a rebuilt read model did not go live, and what to do. */
export function missingText(times: Times): string {
  const later = times.to === undefined ? '' : ' or a later --to'
  return (
    'The rebuilt read model lacks what is shown above, so it did not go live: the archive has no such event ' +
    `${rangeText(times)}. If the events were published at other times, run the command with --abandon, then with an ` +
    `earlier --from${later}. If the live read model has what never happened, run the same command with --accept-missing.`
  )
}

export function statusLines({ live, previous, build }: RebuildStatus): string[] {
  const how = previous?.replacedBy ? `: rebuilt ${rangeText(previous.replacedBy)}` : ''
  return [
    `Generation ${live} of the read model is live${how}.`,
    ...previousLines(previous),
    ...(build ? buildLines(build) : ['No rebuild is in progress.']),
  ]
}

/** The read model before the last rebuild, if it is still there. */
export function previousLines(previous: RebuildStatus['previous']): string[] {
  if (!previous) return []
  const { generation, keptUntil } = previous
  return [
    `Generation ${generation} is kept until ${keptUntil}: --undo goes back to it, --discard deletes it.`,
  ]
}

function buildLines(build: BuildStatus): string[] {
  const { generation, startedAt, replayedAt, queues } = build
  const { deadLetters, undelivered } = queues
  return [
    `Generation ${generation} is being built: ${rangeText(build)}, begun at ${startedAt}.`,
    `${replayedText(build)}. ${replayedAt === undefined ? 'SNS is not done.' : `SNS was done at ${replayedAt}.`}`,
    ...(deadLetters + undelivered > 0
      ? [`${count(deadLetters)} dead letters, ${count(undelivered)} undelivered: npm run dlq shows them.`]
      : []),
  ]
}
