import { count, duration } from '../terminal/duration.ts'
import { bold, columnLines, dim, fitted, green, oneLine, red } from '../terminal/terminal.ts'
import { WINDOW_MINUTES } from './activity.ts'
import type { FunctionStatus } from './function-status.ts'
import type { Problem } from './problems.ts'
import type { Status } from './status.ts'

const HEADER = [
  'function',
  'waiting',
  'in flight',
  'delayed',
  'oldest',
  'in',
  'out',
  'failed',
  'throttled',
  'dead',
  'undelivered',
]

/** The verdict first, then what needs somebody, then each function that has something to do, with its queue. */
export function statusLines(status: Status, place: string): string[] {
  const { functions, stage, at } = status
  const rows = functions.map(cells)
  const isIdle = (row: readonly string[]) => row.slice(1).every(cell => cell === '')
  const idle = rows.filter(isIdle).map(([service]) => service)
  return [
    `${bold(verdict(status))}${dim(`  ${stage} on ${place}, ${at.slice(11, 19)} UTC`)}`,
    ...status.problems.map(problem => red(fitted(oneLine(`  ✗ ${textOf(problem, Date.parse(at))}`)))),
    '',
    ...columnLines(withoutEmptyColumns([HEADER, ...rows.filter(row => !isIdle(row))])),
    ...(idle.length === 0 ? [] : [dim(fitted(`  ${idle.length} idle: ${idle.join(', ')}`))]),
    dim(
      fitted(`  in, out, failed, throttled: in the last ${WINDOW_MINUTES} minutes. Depths are approximate.`),
    ),
  ]
}

/** Where nothing failed or lies dead, the terminal may be narrow. */
function withoutEmptyColumns([header = [], ...rows]: readonly (readonly string[])[]): string[][] {
  const isUsed = header.map((_, column) => column === 0 || rows.some(row => row[column] !== ''))
  return [header, ...rows].map(row => row.filter((_, column) => isUsed[column]))
}

function verdict({ problems, functions, alarms }: Status): string {
  if (problems.length === 0) {
    return green(
      `all well: ${count(functions.length)} functions, and none of ${count(alarms.length)} alarms is on`,
    )
  }
  return red(problems.length === 1 ? '1 thing needs somebody' : `${problems.length} things need somebody`)
}

function textOf({ text, since }: Problem, now: number): string {
  return since === undefined ? text : `${text} (for ${duration(Math.max(0, now - Date.parse(since)))})`
}

/** Zeros are left blank, so that what there is stands out. */
function cells(row: FunctionStatus): string[] {
  const number = (value = 0) => (value === 0 ? '' : count(value))
  return [
    row.service,
    number(row.depth?.waiting),
    number(row.depth?.inFlight),
    number(row.depth?.delayed),
    row.oldestSeconds === undefined ? '' : duration(row.oldestSeconds * 1_000),
    number(row.arrived),
    number(row.finished),
    number(row.failed),
    number(row.throttled),
    number(row.deadLetters),
    number(row.undelivered),
  ]
}
