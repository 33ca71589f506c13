/* `npm run forget`: deletes what a stage holds of a person, or makes it nobody's. */
import { readFileSync } from 'node:fs'
import { MissingStageError } from '../clients/missing-stage.ts'
import { confirm, isAsked } from '../dlq/confirmation.ts'
import { RefusedError } from '../dlq/refused-error.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { type Command, parseCommandLine, USAGE } from './command-line.ts'
import { ObjectStore } from './object-store.ts'
import { onItsWay } from './on-its-way.ts'
import { printRemains, printRows, printWho, type Row } from './report.ts'
import type { Store } from './store.ts'
import { type Stores, storesOf } from './stores.ts'

/** @returns whether nothing is left */
async function main(args: readonly string[]): Promise<boolean> {
  const command = parseCommandLine(args, () => readFileSync(process.stdin.fd, 'utf8'))
  if (!command) {
    console.log(USAGE)
    return true
  }
  if (!command.dryRun && !command.yes && !isAsked()) {
    throw new RefusedError('Nobody is here to be asked: say --yes to forget, or --dry-run to look.')
  }
  return interruptible(signal => run(command, signal))
}

async function run(command: Command, signal: AbortSignal): Promise<boolean> {
  const { target, person, dryRun, yes, anyway } = command
  const stores = await storesOf(target, person, signal)
  printWho(person, target.place)
  const found = await inTurn(stores.all, signal, store => store.find())
  const waiting = await onItsWay(stores, person, signal)
  endProgress()
  for (const each of waiting) console.log(`  ${each}.`)
  const rows = stores.all.map(store => ({ store: store.name, found: found.get(store) ?? 0 }))
  if (dryRun) {
    printRows(rows)
    printRemains(hiddenIn(stores))
    return true
  }
  refuseWaiting(waiting, anyway)
  if (!yes) {
    printRows(rows)
    await confirm('Forget all of that? It cannot be undone.', 'Nothing was forgotten.')
  }
  return forget(rows, stores, signal)
}

async function forget(rows: readonly Row[], stores: Stores, signal: AbortSignal): Promise<boolean> {
  const erased = await inTurn(stores.all, signal, store => store.erase())
  // To read all objects once more would take as long as everything before.
  const shown = stores.all.filter(store => !(store instanceof ObjectStore))
  const left = await inTurn(shown, signal, store => store.find())
  endProgress()
  const results = stores.all.map((store, index) => ({
    store: store.name,
    found: rows[index]?.found ?? 0,
    erased: erased.get(store),
    left: left.get(store),
  }))
  printRows(results)
  printRemains(hiddenIn(stores))
  return results.every(row => !row.left)
}

async function inTurn(
  stores: readonly Store[],
  signal: AbortSignal,
  work: (store: Store) => Promise<number>,
): Promise<Map<Store, number>> {
  const counts = new Map<Store, number>()
  for (const store of stores) {
    signal.throwIfAborted()
    progress(`${store.name}…`)
    counts.set(store, await work(store))
  }
  return counts
}

function refuseWaiting(waiting: readonly string[], anyway: boolean): void {
  if (waiting.length === 0 || anyway) return
  throw new RefusedError(
    'Nothing was forgotten, because something is still on its way. Wait until it has come to its end, and look with npm ' +
      'run trace and npm run dlq what holds it up; or say --anyway: then it ends where it is, and nobody is told.',
  )
}

function hiddenIn({ queues }: Stores): number {
  return queues.reduce((sum, { hidden }) => sum + hidden, 0)
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  endProgress()
  console.error(failureText(error, USAGE, [MissingStageError, RefusedError, InterruptedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
