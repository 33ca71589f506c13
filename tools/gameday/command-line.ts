import { parseOptions, stageName, svgFileName, UsageError, wholeNumber } from '../terminal/command-line.ts'
import { DEPENDENCIES, type Dependency, isDependency } from './dependency.ts'
import { defaultTimeScale, loadMs, type Plan, planOf, purchasesOf } from './plan.ts'
import { parseSpan } from './time-span.ts'

/** A run, or only the removal of what a killed run left. */
export type Command =
  | { kind: 'help' }
  | { kind: 'restore'; stage: string }
  | { kind: 'run'; down: Dependency; plan: Plan; out: string; stage: string; account: boolean }

const LEAST_OUTAGE_MS = 30_000
const LONGEST_OUTAGE_MS = 12 * 3_600_000
const MOST_PURCHASES = 20_000
/** Purchases per real second on the local AWS: what two processors can take beside the consumers. */
const MOST_A_REAL_SECOND = 40
/** The longest load on the local AWS, in real time. */
const LONGEST_REAL_MS = 15 * 60_000

export const USAGE = `Usage: npm run gameday -- --down DEPENDENCY [options]
       npm run gameday -- --restore --account [--stage STAGE]

Takes a dependency away from the queues' consumers while purchases keep coming, then gives it back. Prints and draws the
outcome of every purchase.

  --down DEPENDENCY  ${DEPENDENCIES.slice(0, -1).join(', ')}: an inline policy on the consumers' roles denies
                     all its actions; function: the consumers' reserved concurrency is set to 0
  --for SPAN         how long it is down: 30s to 12h, such as 90s, 30m or 2h; 30m by default
  --rate N           purchases a minute: 1 to 600, 10 by default
  --time-scale N     how many times faster the local AWS's clock runs: 1 to 600; by default fast enough for an
                     outage of half a minute, at most 120
  --out FILE         the drawing: gameday.svg by default
  --account          use the stacks of the account that the environment is signed in to, in real time
  --stage STAGE      with --account, the stacks' stage: dev by default
  --restore          remove what a killed run left in the account, and do nothing else
  --help             show this
`

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Command {
  const given = parse(args)
  const { account = false } = given
  if (given.help) return { kind: 'help' }
  if (!account && given.stage !== undefined) {
    throw new UsageError(`--stage ${given.stage} is for the stacks of an account: add --account.`)
  }
  const stage = stageName(given.stage)
  if (given.restore) return restoration(given, stage)
  if (account && given['time-scale'] !== undefined) {
    throw new UsageError(
      `--time-scale ${given['time-scale']} is for the local AWS: time on an account cannot be scaled.`,
    )
  }
  return {
    kind: 'run',
    down: toDependency(given.down),
    plan: account ? toAccountPlan(given) : toLocalPlan(given),
    out: svgFileName('--out', given.out ?? 'gameday.svg', 'gameday.svg'),
    stage,
    account,
  }
}

type Given = ReturnType<typeof parse>

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    options: {
      down: { type: 'string' },
      for: { type: 'string' },
      rate: { type: 'string' },
      'time-scale': { type: 'string' },
      out: { type: 'string' },
      stage: { type: 'string' },
      account: { type: 'boolean' },
      restore: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values
}

function restoration({ restore, account, stage: _, ...others }: Given, stage: string): Command {
  if (!account) {
    throw new UsageError(
      '--restore is for an account: add --account. A local AWS ends with its run and keeps nothing.',
    )
  }
  const [other] = Object.keys(others)
  if (other !== undefined) throw new UsageError(`--restore does nothing else: leave out --${other}.`)
  return { kind: 'restore', stage }
}

function toDependency(text: string | undefined): Dependency {
  if (text === undefined)
    throw new UsageError(`Say which dependency to take down: --down ${DEPENDENCIES.join(', --down ')}.`)
  if (isDependency(text)) return text
  throw new UsageError(`--down takes ${DEPENDENCIES.join(', ')}, not ${JSON.stringify(text)}.`)
}

function toAccountPlan(given: Given): Plan {
  return bounded(planOf(toOutage(given.for), toRate(given.rate), 1))
}

function toLocalPlan(given: Given): Plan {
  const outageMs = toOutage(given.for)
  const scale = wholeNumber('--time-scale', given['time-scale'] ?? String(defaultTimeScale(outageMs)), 1, 600)
  const plan = bounded(planOf(outageMs, toRate(given.rate), scale))
  const least = Math.ceil(loadMs(plan) / LONGEST_REAL_MS)
  if (scale < least) {
    throw new UsageError(
      `With --time-scale ${scale}, the load alone would take ${Math.round(loadMs(plan) / scale / 60_000)} minutes: ` +
        `use --time-scale ${least} or more, or a shorter --for.`,
    )
  }
  const most = Math.floor((MOST_A_REAL_SECOND * 60) / scale)
  if (plan.rate > most) {
    throw new UsageError(
      `--rate ${plan.rate} with a time scale of ${scale} is ${Math.round((plan.rate * scale) / 60)} purchases per real second: ` +
        `use --rate ${most} or less, or a smaller --time-scale.`,
    )
  }
  return plan
}

function bounded(plan: Plan): Plan {
  const purchases = purchasesOf(plan)
  if (purchases <= MOST_PURCHASES) return plan
  const most = Math.floor((plan.rate * MOST_PURCHASES) / purchases)
  throw new UsageError(
    `--rate ${plan.rate} makes ${purchases} purchases, more than ${MOST_PURCHASES}: use --rate ${most} or less, ` +
      'or a shorter --for.',
  )
}

function toOutage(text = '30m'): number {
  const span = parseSpan(text)
  if (span !== undefined && span >= LEAST_OUTAGE_MS && span <= LONGEST_OUTAGE_MS) return span
  throw new UsageError(
    `--for takes 30s to 12h as a number with s, m or h, such as 30m, not ${JSON.stringify(text)}.`,
  )
}

function toRate(text = '10'): number {
  return wholeNumber('--rate', text, 1, 600)
}
