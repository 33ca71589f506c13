/* `npm run forget`: deletes what a stage holds of a person, or makes it nobody's. */
import { readFileSync } from 'node:fs'
import { MissingStageError } from '../clients/missing-stage.ts'
import { confirm, isAsked } from '../dlq/confirmation.ts'
import { RefusedError } from '../dlq/refused-error.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { type Command, parseCommandLine, USAGE } from './command-line.ts'
import { type Generations, readGenerations } from './generations.ts'
import { ObjectStore } from './object-store.ts'
import { onItsWay } from './on-its-way.ts'
import { printRemains, printRows, printWho, type Row, type Unseen } from './report.ts'
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
  const generations = await readGenerations(stores)
  if (!dryRun) refuseRebuild(generations)
  const found = await inTurn(stores.all, signal, store => store.find())
  const waiting = await onItsWay(stores, generations, person, signal)
  endProgress()
  for (const each of waiting) console.log(`  ${each}.`)
  const rows = stores.all.map(({ name }) => ({ store: name, found: found.get(name) ?? 0 }))
  if (dryRun) {
    if (generations.isRebuilt)
      console.log('  The read model of purchases is being rebuilt: forgetting has to wait.')
    printRows(rows)
    printRemains(unseenIn(stores))
    return true
  }
  refuseWaiting(waiting, anyway)
  if (!yes) {
    printRows(rows)
    await confirm('Forget all of that? It cannot be undone.', 'Nothing was forgotten.')
  }
  return forget(rows, command, signal)
}

/**
 * The stores are read anew before each step: by then, other queues may have messages.
 *
 * @returns whether all was looked at, and nothing is left
 */
async function forget(
  found: readonly Row[],
  { target, person }: Command,
  signal: AbortSignal,
): Promise<boolean> {
  const before = await storesOf(target, person, signal)
  // Somebody may have begun one while this waited for a yes.
  refuseRebuild(await readGenerations(before))
  const erased = await inTurn(before.all, signal, store => store.erase())
  const after = await storesOf(target, person, signal)
  // To read all objects once more would take as long as everything before.
  const shown = after.all.filter(store => !(store instanceof ObjectStore))
  const left = await inTurn(shown, signal, store => store.find())
  endProgress()
  const unread = new Set(after.all.filter(store => !shown.includes(store)).map(({ name }) => name))
  const rows = merged(found, erased, left, unread)
  const unseen = unseenIn(after)
  printRows(rows)
  printRemains(unseen)
  return unseen.length === 0 && rows.every(row => !row.left)
}

/**
 * A queue that was empty in one of the steps is missing there.
 *
 * @param unread the stores that were not read again
 */
function merged(
  found: readonly Row[],
  erased: ReadonlyMap<string, number>,
  left: ReadonlyMap<string, number>,
  unread: ReadonlySet<string>,
): Row[] {
  const counts = new Map(found.map(row => [row.store, row.found]))
  const names = new Set([...counts.keys(), ...erased.keys(), ...left.keys()])
  return [...names].map(store => ({
    store,
    found: counts.get(store) ?? 0,
    erased: erased.get(store) ?? 0,
    left: unread.has(store) ? undefined : (left.get(store) ?? 0),
  }))
}

/** @returns the counts by the names of the stores */
async function inTurn(
  stores: readonly Store[],
  signal: AbortSignal,
  work: (store: Store) => Promise<number>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const store of stores) {
    signal.throwIfAborted()
    progress(`${store.name}…`)
    counts.set(store.name, await work(store))
  }
  return counts
}

/** The queue of a rebuild has the person's past purchases: without these, the rebuilt read model would lack them. */
function refuseRebuild({ isRebuilt }: Generations): void {
  if (!isRebuilt) return
  throw new RefusedError(
    'Nothing was forgotten, because the read model of purchases is being rebuilt. Wait for its end (npm run replay -- ' +
      'history --status), or end it with npm run replay -- history --abandon, and run this again.',
  )
}

function refuseWaiting(waiting: readonly string[], anyway: boolean): void {
  if (waiting.length === 0 || anyway) return
  throw new RefusedError(
    'Nothing was forgotten, because something is still on its way. Wait until it has come to its end, and look with npm ' +
      'run trace and npm run dlq what holds it up; or say --anyway: then it ends where it is, and nobody is told.',
  )
}

function unseenIn({ queues, remindersUrl }: Stores): Unseen[] {
  return queues
    .filter(({ queue }) => queue.url !== remindersUrl)
    .map(({ name, queue, unseen }) => ({ queue: name, role: queue.role, messages: unseen }))
    .filter(({ messages }) => messages > 0)
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  endProgress()
  console.error(failureText(error, USAGE, [MissingStageError, RefusedError, InterruptedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
