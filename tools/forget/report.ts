import type { QueueRole } from '../clients/pipelines/queues.ts'
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

/** Messages of a queue that it does not show now. */
export interface Unseen {
  readonly queue: string
  readonly role: QueueRole
  readonly messages: number
}

export function printRemains(unseen: readonly Unseen[]): void {
  heading('What remains')
  columns([['what', 'until'], ...REMAINS.map(({ what, until }) => [what, until])], {
    below: [[], ...REMAINS.map(({ why }) => [dim(`    ${why}`)])],
  })
  if (unseen.length > 0) heading('What could not be looked at')
  const { work, others } = Object.groupBy(unseen, ({ role }) => (role === 'work' ? 'work' : 'others'))
  if (work) {
    console.log(
      red(
        `  ${listed(work)}: a function has them, they wait for another try, or are behind one that does. Run the same ` +
          'command again when these queues are quiet: with status 0, all was looked at, and nothing is left. Queues ' +
          'that are never quiet are so while their function is paused (docs/personal-data.md).',
      ),
    )
  }
  if (others) {
    console.log(
      red(
        `  ${listed(others)}: somebody else looks at them, or a run that was killed hides them for some minutes. Run the ` +
          'same command again then.',
      ),
    )
  }
}

/** `2 in Messaging-dev-Shop-Shipping.fifo, 1 in …` */
function listed(unseen: readonly Unseen[]): string {
  return unseen.map(({ queue, messages }) => `${messages} in ${queue}`).join(', ')
}
