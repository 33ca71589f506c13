import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError, wholeNumber } from '../terminal/command-line.ts'
import { TIME_USAGE, timeOption } from '../terminal/time-option.ts'
import type { Times } from './history/rebuild-function.ts'
import type { Source } from './replay-function.ts'

export const USAGE = `Usage: npm run replay -- trends --from TIME [--to TIME] [options]
       npm run replay -- trends --status | --abandon [options]
       npm run replay -- history --from TIME [--to TIME] [--accept-missing] [--accept-dead-letters N] [options]
       npm run replay -- history --status | --abandon | --undo | --discard [options]

trends counts the trends of past minutes again from the events that the stream, or the lake, still holds. history builds
the read model of purchases again from the archive of their topic; events outside the times are carried over from the
live read model. Both build beside what is live, compare, and go live when they are complete; live events are taken
throughout. To resume an interrupted replay, run the same command again, with the times that it shows.

  --from TIME    what to begin with: ${TIME_USAGE}
  --to TIME      trends: the first minute not to count; history: the last time of publication to replay; without it,
                 the replay catches up with the live events
  --source SRC   trends only: stream (the default), or lake, which goes further back: what Firehose has not delivered
                 to the lake yet is read from the stream
  --accept-missing
                 history only: go live without what the live read model has and the archive does not
  --accept-dead-letters N
                 history only: go live although up to N replayed events are dead letters, because somebody has looked
                 at them
  --status       show the replay in progress
  --abandon      discard the replay in progress
  --undo         history only: go back to the read model before the last rebuild, within 24 hours
  --discard      history only: delete the read model before the last rebuild
${TARGET_USAGE}
  --help         show this

Exit status: 0 where it was done, 1 where it was refused, interrupted or failed, 2 for a command line that makes no sense.
`

interface Targeted {
  target: Target
}

/** What to do with the trends. Minutes are in UTC: `2026-11-29T10:15Z`. */
export type TrendsCommand = Targeted & { what: 'trends' } & (
    | { kind: 'replay'; from: string; to?: string; source?: Source }
    | { kind: 'status' | 'abandon' }
  )

/** What to do with the read model of purchases. */
export type HistoryCommand = Targeted & { what: 'history' } & (
    | ({ kind: 'rebuild'; acceptMissing: boolean; acceptDeadLetters?: number } & Times)
    | { kind: 'status' | 'abandon' | 'undo' | 'discard' }
  )

export type Command = TrendsCommand | HistoryCommand

type Values = ReturnType<typeof parse>['values']

/**
 * @param now in ms since the epoch
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[], now: number): Command {
  const { values, positionals } = parse(args)
  const [what] = positionals
  if (positionals.length === 1 && what === 'trends')
    return { what, ...trends(values, now), target: targetOf(values) }
  if (positionals.length === 1 && what === 'history')
    return { what, ...history(values, now), target: targetOf(values) }
  throw new UsageError(`Replay takes "trends" or "history", not ${JSON.stringify(positionals.join(' '))}.`)
}

function trends(values: Values, now: number) {
  refuse(values, 'trends', 'accept-missing', 'accept-dead-letters', 'undo', 'discard')
  const alone = onlyOne(values, 'status', 'abandon')
  if (alone) return { kind: alone }
  const { source } = values
  const { from, to } = timesOf(values, now, minuteOf)
  return {
    kind: 'replay' as const,
    from: minuteOf(from),
    ...(to !== undefined && { to: minuteOf(to) }),
    ...(source !== undefined && { source: sourceOf(source) }),
  }
}

/** Of more, nobody has looked at each. */
const MOST_DEAD_LETTERS = 1_000

function history(values: Values, now: number) {
  refuse(values, 'history', 'source')
  const alone = onlyOne(values, 'status', 'abandon', 'undo', 'discard')
  if (alone) return { kind: alone }
  const { from, to } = timesOf(values, now, time => time.toISOString())
  const deadLetters = values['accept-dead-letters']
  if (from.getTime() > now) throw new UsageError(`--from ${values.from} is in the future.`)
  if (to !== undefined && to.getTime() > now)
    throw new UsageError(`--to ${values.to} is in the future: leave it out to catch up with the live events.`)
  return {
    kind: 'rebuild' as const,
    from: from.toISOString(),
    ...(to !== undefined && { to: to.toISOString() }),
    acceptMissing: values['accept-missing'] ?? false,
    ...(deadLetters !== undefined && {
      acceptDeadLetters: wholeNumber('--accept-dead-letters', deadLetters, 1, MOST_DEAD_LETTERS),
    }),
  }
}

/** @throws UsageError for an option of the other kind of replay */
function refuse(values: Values, what: string, ...others: (keyof Values)[]): void {
  const other = others.find(name => values[name] !== undefined)
  if (other !== undefined) throw new UsageError(`--${other} does not go with ${what}.`)
}

/** The option that stands alone. @throws UsageError if another is with it */
function onlyOne<Name extends 'status' | 'abandon' | 'undo' | 'discard'>(
  values: Values,
  ...names: Name[]
): Name | undefined {
  const [first, second] = names.filter(name => values[name])
  if (first === undefined) return undefined
  const others = ['from', 'to', 'source', 'accept-missing', 'accept-dead-letters'] as const
  if (second === undefined && others.every(name => values[name] === undefined)) return first
  const all = names.map(name => `--${name}`)
  throw new UsageError(
    `${all.slice(0, -1).join(', ')} and ${all.at(-1)} stand alone: only --local, --account and --stage go with them.`,
  )
}

/** @param shown a time as precisely as it counts */
function timesOf(
  { from, to }: Values,
  now: number,
  shown: (time: Date) => string,
): { from: Date; to?: Date } {
  if (from === undefined)
    throw new UsageError('--from is missing: give the time to begin with, such as --from 6h.')
  const first = timeOption('--from', from, now)
  const end = to === undefined ? undefined : timeOption('--to', to, now)
  if (end !== undefined && shown(end) <= shown(first))
    throw new UsageError(`--to ${to} must be after --from ${from}.`)
  return { from: first, ...(end !== undefined && { to: end }) }
}

function sourceOf(text: string): Source {
  if (text === 'stream' || text === 'lake') return text
  throw new UsageError(`--source takes stream or lake, not ${JSON.stringify(text)}.`)
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      from: { type: 'string' },
      to: { type: 'string' },
      source: { type: 'string' },
      'accept-missing': { type: 'boolean' },
      'accept-dead-letters': { type: 'string' },
      status: { type: 'boolean' },
      abandon: { type: 'boolean' },
      undo: { type: 'boolean' },
      discard: { type: 'boolean' },
    },
  })
}

/** The minute that contains a time. */
function minuteOf(time: Date): string {
  return `${time.toISOString().slice(0, 16)}Z`
}
