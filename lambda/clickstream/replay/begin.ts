import { readState, replaceState } from '../generations.ts'
import { type Build, begun } from '../generations-state.ts'
import { minuteOf } from '../minute.ts'
import type { MinuteRange } from '../segments.ts'
import { isOver, rangeText } from './build.ts'
import { hasLake } from './lake-objects.ts'
import { assertInLake } from './lake-range.ts'
import { type Plan, planOf } from './plan.ts'
import { ReplayRefused } from './refused.ts'
import type { RequestOf } from './request.ts'
import { earliestMinute } from './schedule.ts'

/** Others may begin or end a replay at the same time; each conflict means that one of them succeeded. */
const ATTEMPTS = 5

export interface Begun {
  readonly build: Build
  readonly plan: Plan
  /** Whether it had been started before. */
  readonly continued: boolean
}

/**
 * Starts to build the next generation for a range of minutes, or continues a started one.
 *
 * @throws ReplayRefused if the source no longer has all events of the range, or another range is being replayed
 */
export async function begin({ from, to = '', source = 'stream' }: RequestOf<'begin'>): Promise<Begun> {
  const range = { from, to, ...(source === 'lake' && { source }) }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await beginOrFind(range)
    if (found) return { ...found, plan: await planOf(found.build) }
  }
  throw new Error(`The generations changed ${ATTEMPTS} times while a replay was starting. Begin it again.`)
}

type SourceRange = MinuteRange & Pick<Build, 'source'>

async function beginOrFind(range: SourceRange): Promise<Omit<Begun, 'plan'> | undefined> {
  const state = await readState()
  const now = new Date()
  const { building } = state
  if (building && !isOver(building, now)) {
    assertSame(building, range)
    return { build: building, continued: true }
  }
  await assertReplayable(range, now)
  const next = begun(state, range, now)
  return (await replaceState(state, next)) ? { build: next.building, continued: false } : undefined
}

function assertSame(building: Build, range: SourceRange): void {
  const { from, to, source } = range
  if (building.from === from && building.to === to && building.source === source) return
  throw new ReplayRefused(
    `A replay of ${rangeText(building)} has been in progress since ${building.startedAt} (generation ${building.generation}), ` +
      `and only one can be. Continue it, or abandon it before you replay ${rangeText(range)}.`,
  )
}

async function assertReplayable({ from, source }: SourceRange, now: Date): Promise<void> {
  if (from > minuteOf(now)) {
    throw new ReplayRefused(`"from" is ${from}, which is in the future: it is ${minuteOf(now)}.`)
  }
  if (source === 'lake') return assertInLake(from, now)
  const earliest = earliestMinute(now)
  if (from >= earliest) return
  const further = hasLake() ? 'the lake goes further back (--source lake); from the stream, ' : ''
  throw new ReplayRefused(
    `"from" is ${from}, whose events have expired or are about to: ${further}the earliest minute that can be replayed ` +
      `is ${earliest}.`,
  )
}
