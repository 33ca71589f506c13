import { parseArgs } from 'node:util'

export const USAGE = `usage: npm run replay -- trends --from <time> [--to <time>] [--stage dev] [--local http://127.0.0.1:<port>]
       npm run replay -- trends --status | --abandon

Counts the trends of the minutes from --from up to --to, or up to now and on, again from what the stream keeps. The new
figures are counted beside the live ones, and take their place when they are complete. Events go on being counted. An
interrupted replay goes on when the same command is given again.

  --from, --to TIME   2026-11-29T10:15Z (UTC), or how long ago: 90m, 6h, 1d
  --status            show the replay that is under way
  --abandon           give up the replay that is under way
  --stage STAGE       dev by default
  --local URL         the local AWS, as npm start prints it; without it, the account you are signed in to`

/** What was asked for. Minutes are in UTC: `2026-11-29T10:15Z`. */
export type Command = { stage: string; local?: string } & (
  | { kind: 'replay'; from: string; to?: string }
  | { kind: 'status' | 'abandon' }
)

/** A command line that makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/
const AGO = /^(\d{1,5})([mhd])$/
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * @param now in ms since the epoch
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[], now: number): Command {
  const { values, positionals } = parse(args)
  const { stage = 'dev', local, from, to, status = false, abandon = false } = values
  if (positionals.length !== 1 || positionals[0] !== 'trends') {
    throw new UsageError(`What is to be replayed is "trends", not ${JSON.stringify(positionals.join(' '))}.`)
  }
  const at = { stage, ...(local !== undefined && { local }) }
  if (status || abandon) {
    if ((status && abandon) || from !== undefined || to !== undefined)
      throw new UsageError('--status and --abandon stand alone.')
    return { ...at, kind: status ? 'status' : 'abandon' }
  }
  if (from === undefined) throw new UsageError('--from is missing: from when on is to be counted again?')
  const first = minuteOf('--from', from, now)
  const end = to === undefined ? undefined : minuteOf('--to', to, now)
  if (end !== undefined && end <= first) throw new UsageError(`--to ${to} must be after --from ${from}.`)
  return { ...at, kind: 'replay', from: first, ...(end !== undefined && { to: end }) }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        status: { type: 'boolean' },
        abandon: { type: 'boolean' },
        stage: { type: 'string' },
        local: { type: 'string' },
      },
    })
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

/** The minute that a time is in. */
function minuteOf(option: string, text: string, now: number): string {
  const [, count, unit] = AGO.exec(text) ?? []
  const time =
    unit === undefined
      ? Date.parse(TIME.test(text) ? text : '')
      : now - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
  if (!Number.isNaN(time)) return `${new Date(time).toISOString().slice(0, 16)}Z`
  throw new UsageError(
    `${option} takes a time in UTC such as 2026-11-29T10:15Z, or how long ago: 90m, 6h, 1d; not ${JSON.stringify(text)}.`,
  )
}
