import { FORGOTTEN_CUSTOMER } from '../../contracts/purchase.ts'
import type { Turn } from '../../runtime/turn.ts'
import { type BuildingState, isGarbage } from '../generations-state.ts'
import { readBuild } from './build.ts'
import { carriedFields } from './carried-fields.ts'
import { type Check, type CheckDocument, FIRST_CHECK, readCheck, writeCheck } from './check-document.ts'
import { type Difference, differences, verdictOn } from './comparison.ts'
import { assertEmpty } from './queues.ts'
import { RebuildRefused } from './refused.ts'
import type { RequestOf } from './request.ts'
import {
  deleteItems,
  type Fields,
  forgetCustomer,
  readFields,
  readPage,
  type StoredItem,
  setFields,
} from './stored-items.ts'

const MOST_EXAMPLES = 10
/** The delay before what differs is read again: an event may be on its way into both read models. */
const SECOND_LOOK_MS = 1_000

/**
 * Goes through the table, from where it was left, for the time of the turn: carries over what the replay could not
 * bring, compares both read models, and deletes what belongs to neither. A check that found something missing begins
 * again, because somebody may have repaired it.
 *
 * @throws RebuildRefused if not all events are replayed
 */
export async function check(
  { generation, acceptDeadLetters }: RequestOf<'check'>,
  turn: Turn,
): Promise<Check> {
  await assertReplayed(await readBuild(generation), acceptDeadLetters)
  let document = await readCheck(generation)
  if (document.done && document.missing > 0) document = { ...FIRST_CHECK, revision: document.revision }
  while (!document.done && turn.isLeft()) {
    // Read again for each page: what others began or ended since decides what may be deleted.
    const next = await checkPage(document, await readBuild(generation), turn)
    document = (await writeCheck(generation, next)) ?? (await readCheck(generation))
  }
  return shown(document)
}

export function shown({ after: _, revision: __, ...check }: CheckDocument): Check {
  return check
}

/**
 * @param acceptDeadLetters how many events may be left out
 * @throws RebuildRefused
 */
export async function assertReplayed({ building }: BuildingState, acceptDeadLetters = 0): Promise<void> {
  if (building.replayedAt === undefined) {
    throw new RebuildRefused(
      `The replay of generation ${building.generation} has not delivered everything yet: let npm run replay go on.`,
    )
  }
  await assertEmpty(acceptDeadLetters)
}

async function checkPage(seen: CheckDocument, state: BuildingState, turn: Turn): Promise<CheckDocument> {
  const { items, after } = await readPage(seen.after)
  await deleteItems(items.filter(({ generation }) => isGarbage(state, generation)).map(({ key }) => key))
  const live = items.filter(({ generation }) => generation === state.live)
  const built = items.filter(({ generation }) => generation === state.building.generation)
  const { after: _, ...document } = await checkLive(seen, live, state, turn)
  return {
    ...document,
    rebuiltAlone: document.rebuiltAlone + (await countAlone(built, state.live)),
    ...(after === undefined ? { done: true } : { after }),
  }
}

async function countAlone(built: readonly StoredItem[], live: string): Promise<number> {
  const ids = built.map(({ purchaseId }) => purchaseId)
  return ids.length - (await readFields(live, ids)).size
}

async function checkLive(
  seen: CheckDocument,
  items: readonly StoredItem[],
  state: BuildingState,
  turn: Turn,
): Promise<CheckDocument> {
  const pairs = new Map(items.map(({ purchaseId, fields }) => [purchaseId, fields]))
  const before = await readFields(state.building.generation, [...pairs.keys()])
  const carried = await carryOver(pairs, before, state)
  const found = await compare(pairs, state, turn)
  const { missing = [], different = [], fuller = [] } = Object.groupBy(found, verdictOn)
  return {
    ...seen,
    purchases: seen.purchases + pairs.size,
    carriedOver: seen.carriedOver + carried,
    missing: seen.missing + missing.length,
    different: seen.different + different.length,
    fuller: seen.fuller + fuller.length,
    missingExamples: firstOf(seen.missingExamples, missing),
    examples: firstOf(seen.examples, different),
  }
}

function firstOf(seen: readonly Difference[], found: readonly Difference[][]): Difference[] {
  return [...seen, ...found.flat()].slice(0, MOST_EXAMPLES)
}

/** @returns of how many purchases something was carried over */
async function carryOver(
  pairs: ReadonlyMap<string, Fields>,
  built: ReadonlyMap<string, Fields>,
  { building }: BuildingState,
): Promise<number> {
  const carried = Array.from(pairs, ([purchaseId, live]) => ({
    purchaseId,
    ...carriedFields(live, built.get(purchaseId) ?? {}, building),
  })).filter(({ lacking, later }) => Object.keys({ ...lacking, ...later }).length > 0)
  await Promise.all(
    carried.map(({ purchaseId, lacking, later }) =>
      setFields(building.generation, purchaseId, { unlessThere: lacking, always: later }),
    ),
  )
  return carried.length
}

/** @returns the differences of each purchase that has some */
async function compare(
  pairs: ReadonlyMap<string, Fields>,
  state: BuildingState,
  turn: Turn,
): Promise<Difference[][]> {
  const first = await look([...pairs.keys()], state)
  if (first.length === 0) return first
  await forgetAgain(first.flat(), state)
  await turn.wait(SECOND_LOOK_MS)
  const suspects = new Set(first.flatMap(found => found.map(({ purchaseId }) => purchaseId)))
  return look([...suspects], state)
}

/** The archive still names a customer who was forgotten since. */
async function forgetAgain(found: readonly Difference[], { building }: BuildingState): Promise<void> {
  const named = found.filter(({ field, live }) => field === 'customerId' && live === FORGOTTEN_CUSTOMER)
  await Promise.all(named.map(({ purchaseId }) => forgetCustomer(building.generation, purchaseId)))
}

/** Reads both anew, so that they are compared as they are at about the same time. */
async function look(
  ids: readonly string[],
  { live: liveGeneration, building }: BuildingState,
): Promise<Difference[][]> {
  const live = await readFields(liveGeneration, ids)
  const built = await readFields(building.generation, ids)
  return ids
    .map(id => differences(id, live.get(id) ?? {}, built.get(id) ?? {}))
    .filter(each => each.length > 0)
}
