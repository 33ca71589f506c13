import { bold, columns, dim, green, heading, red } from '../terminal/terminal.ts'
import type { Person } from './person.ts'
import { REMAINS } from './remains.ts'

/** What became of one store. */
export interface Row {
  readonly store: string
  readonly found: number
  /** Undefined in a dry run. */
  readonly erased?: number
  /** What was found afterwards; undefined where that was not looked for again. */
  readonly left?: number
}

export function printWho(person: Person, place: string): void {
  console.log(`${bold(person.labels.join(', '))} in ${place}`)
}

export function printRows(rows: readonly Row[]): void {
  const erasing = rows.some(({ erased }) => erased !== undefined)
  const cells = rows
    .filter(({ found, erased = 0, left = 0 }) => found + erased + left > 0)
    .map(({ store, found, erased, left }) => [
      store,
      String(found),
      ...(erasing ? [String(erased ?? 0), left === undefined ? '–' : String(left)] : []),
    ])
  if (cells.length === 0) return console.log(`  ${green('nothing')}: no store holds anything`)
  columns([['store', 'found', ...(erasing ? ['forgotten', 'left'] : [])], ...cells])
  const left = rows.reduce((sum, row) => sum + (row.left ?? 0), 0)
  if (left > 0) console.log(red(`  ${left} came meanwhile, or could not be reached: run it again`))
}

/** How many messages no queue shows now. */
export interface Hidden {
  readonly all: number
  /** Of them, dead letters and undelivered ones, which nobody works on. */
  readonly fromWork: number
}

export function printRemains({ all, fromWork }: Hidden): void {
  heading('What remains')
  columns([['what', 'until'], ...REMAINS.map(({ what, until }) => [what, until])], {
    below: [[], ...REMAINS.map(({ why }) => [dim(`    ${why}`)])],
  })
  if (all > fromWork) {
    console.log(
      `  ${all - fromWork} messages of the stage are being worked on, or wait for their time, and nobody can look at them: ` +
        'run it again later.',
    )
  }
  if (fromWork > 0) {
    console.log(
      red(
        `  ${fromWork} dead letters or undelivered messages could not be looked at: somebody else looks at them, or a run ` +
          'that was killed hides them for a few minutes. Run it again then.',
      ),
    )
  }
}
