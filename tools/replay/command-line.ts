import { parseOptions, UsageError } from '../terminal/command-line.ts'
import { TIME_USAGE, timeOption } from '../terminal/time-option.ts'
import type { Source } from './replay-function.ts'

export const USAGE = `Usage: npm run replay -- trends --from TIME [--to TIME] [options]
       npm run replay -- trends --status | --abandon [options]

Counts the trends of past minutes again from the events that the stream, or the lake, still holds. The new figures are
counted beside the live ones and replace them when they are complete; live events are counted throughout. To resume an
interrupted replay, run the same command again, with the times that it shows.

  --from TIME    the first minute to count: ${TIME_USAGE}
  --to TIME      the first minute not to count; without it, the replay catches up with the live events
  --source SRC   stream (the default), or lake, which goes further back: what Firehose has not delivered to the lake
                 yet is read from the stream
  --status       show the replay in progress
  --abandon      discard the replay in progress
  --local URL    use the local AWS at this address, as npm start prints it; without it, the account that the
                 environment is signed in to
  --stage STAGE  the stacks' stage: dev by default
  --help         show this
`

/** What to do. Minutes are in UTC: `2026-11-29T10:15Z`. */
export type Command = { stage: string; local?: string } & (
  | { kind: 'replay'; from: string; to?: string; source?: Source }
  | { kind: 'status' | 'abandon' }
)

/**
 * @param now in ms since the epoch
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[], now: number): Command {
  const { values, positionals } = parse(args)
  const { stage = 'dev', local, from, to, source, status = false, abandon = false } = values
  if (positionals.length !== 1 || positionals[0] !== 'trends') {
    throw new UsageError(`Replay takes "trends", not ${JSON.stringify(positionals.join(' '))}.`)
  }
  const at = { stage, ...(local !== undefined && { local }) }
  if (status || abandon) {
    if ((status && abandon) || [from, to, source].some(value => value !== undefined))
      throw new UsageError('--status and --abandon stand alone: only --local and --stage go with them.')
    return { ...at, kind: status ? 'status' : 'abandon' }
  }
  if (from === undefined)
    throw new UsageError('--from is missing: give the first minute to count again, such as --from 6h.')
  const first = minuteOf('--from', from, now)
  const end = to === undefined ? undefined : minuteOf('--to', to, now)
  if (end !== undefined && end <= first) throw new UsageError(`--to ${to} must be after --from ${from}.`)
  return {
    ...at,
    kind: 'replay',
    from: first,
    ...(end !== undefined && { to: end }),
    ...(source !== undefined && { source: sourceOf(source) }),
  }
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
      from: { type: 'string' },
      to: { type: 'string' },
      source: { type: 'string' },
      status: { type: 'boolean' },
      abandon: { type: 'boolean' },
      stage: { type: 'string' },
      local: { type: 'string' },
    },
  })
}

/** The minute that contains a time. */
function minuteOf(option: string, text: string, now: number): string {
  return `${timeOption(option, text, now).toISOString().slice(0, 16)}Z`
}
