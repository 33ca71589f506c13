import { TARGET_OPTIONS, TARGET_USAGE, type Target, targetOf } from '../clients/target.ts'
import { parseOptions, UsageError, wholeNumber } from '../terminal/command-line.ts'
import { TIME_USAGE, timeOption } from '../terminal/time-option.ts'
import { WINDOW_MINUTES } from './activity.ts'

/** What `npm run status` was asked for. */
export interface Options {
  target: Target
  what: Subject
  json: boolean
  /** Look once, and set the exit status. */
  once: boolean
  /** From one look to the next. */
  everySeconds: number
}

/** What to look at. */
export type Subject =
  | { kind: 'pipelines' }
  | { kind: 'dashboards' }
  /** `start` replaces the dashboard's own. */
  | { kind: 'dashboard'; name: string; start: Date | undefined }

export const USAGE = `Usage: npm run status -- [options]

Shows all pipelines of a stage: what needs somebody (alarms that are on, dead letters, undelivered messages, event
sources and functions that are switched off, disabled keys), then each function with the depth of its queue, the age
of the oldest message, and what arrived, ended and failed in the last ${WINDOW_MINUTES} minutes. On a terminal it looks again and again,
until Ctrl-C.

  --once         look once, as is done where the output goes into a file or a pipe
  --every N      look again after N seconds, 1 to 3600: 2 by default on the local AWS, 30 on an account, where that
                 costs about 0.15 USD an hour (GetMetricData)
  --dashboards   list the CloudWatch dashboards
  --dashboard NAME
                 draw the widgets of a dashboard
  --since TIME   with --dashboard, from when: ${TIME_USAGE}; without it,
                 as the dashboard says
${TARGET_USAGE}
  --json         look once and print one JSON document
  --help         show this

Exit status: 0 where all is well, 1 where something needs somebody or a widget cannot be drawn, 2 for a command line
that makes no sense.
`

const LOCAL_SECONDS = 2
const ACCOUNT_SECONDS = 30

/**
 * @returns undefined if only help was asked for
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): Options | undefined {
  const { values } = parseOptions({
    args: [...args],
    options: {
      ...TARGET_OPTIONS,
      once: { type: 'boolean' },
      every: { type: 'string' },
      dashboards: { type: 'boolean' },
      dashboard: { type: 'string' },
      since: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  const { once = false, json = false, every } = values
  if (every !== undefined && (once || json)) {
    throw new UsageError(
      `--every is for looking again, which ${json ? '--json' : '--once'} does not: leave one out.`,
    )
  }
  const what = subjectOf(values)
  const target = targetOf(values)
  const usual = target.connection.endpoint === undefined ? ACCOUNT_SECONDS : LOCAL_SECONDS
  return {
    target,
    what,
    json,
    once: once || json || what.kind === 'dashboards',
    everySeconds: every === undefined ? usual : wholeNumber('--every', every, 1, 3_600),
  }
}

function subjectOf(values: { dashboards?: boolean; dashboard?: string; since?: string }): Subject {
  const { dashboards = false, dashboard, since } = values
  if (dashboards && dashboard !== undefined) {
    throw new UsageError('--dashboards lists all of them and --dashboard draws one: leave one out.')
  }
  if (since !== undefined && dashboard === undefined) {
    throw new UsageError('--since is the time range of a dashboard: add --dashboard NAME.')
  }
  if (dashboards) return { kind: 'dashboards' }
  if (dashboard === undefined) return { kind: 'pipelines' }
  if (dashboard === '') throw new UsageError('--dashboard takes a name, as --dashboards lists it, not "".')
  return {
    kind: 'dashboard',
    name: dashboard,
    start: since === undefined ? undefined : timeOption('--since', since, Date.now()),
  }
}
