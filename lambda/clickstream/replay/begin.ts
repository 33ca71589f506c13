import { readState, replaceState } from '../generations.ts'
import { type Build, begun } from '../generations-state.ts'
import { minuteOf } from '../minute.ts'
import type { MinuteRange } from '../segments.ts'
import { isOver, rangeText } from './build.ts'
import { type Plan, planOf } from './plan.ts'
import { ReplayRefused } from './refused.ts'
import type { RequestOf } from './request.ts'
import { earliestMinute } from './schedule.ts'

/** Others may begin or end a replay at the same time; each time somebody gets on. */
const ATTEMPTS = 5

export interface Begun {
  readonly build: Build
  readonly plan: Plan
  /** Whether it was begun before. */
  readonly continued: boolean
}

/**
 * Begins to build the next generation of a range of minutes, or goes on where that was begun.
 *
 * @throws ReplayRefused where the stream no longer has all events of the range, or another range is being replayed
 */
export async function begin({ from, to = '' }: RequestOf<'begin'>): Promise<Begun> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await beginOrFind({ from, to })
    if (found) return { ...found, plan: await planOf(found.build) }
  }
  throw new Error(`The generations changed ${ATTEMPTS} times while a replay was to begin. Begin it again.`)
}

async function beginOrFind(range: MinuteRange): Promise<Omit<Begun, 'plan'> | undefined> {
  const state = await readState()
  const now = new Date()
  const { building } = state
  if (building && !isOver(building, now)) {
    assertSame(building, range)
    return { build: building, continued: true }
  }
  assertReplayable(range, now)
  const next = begun(state, range, now)
  return (await replaceState(state, next)) ? { build: next.building, continued: false } : undefined
}

function assertSame(building: Build, range: MinuteRange): void {
  if (building.from === range.from && building.to === range.to) return
  throw new ReplayRefused(
    `A replay of ${rangeText(building)} is under way since ${building.startedAt} (generation ${building.generation}), ` +
      `and only one can be. Go on with that one, or abandon it before you replay ${rangeText(range)}.`,
  )
}

function assertReplayable({ from }: MinuteRange, now: Date): void {
  if (from > minuteOf(now)) {
    throw new ReplayRefused(`"from" is ${from}, which is still to come: it is ${minuteOf(now)}.`)
  }
  const earliest = earliestMinute(now)
  if (from < earliest) {
    throw new ReplayRefused(
      `"from" is ${from}, of which events have expired, or are about to: the earliest minute that can be replayed whole is ${earliest}.`,
    )
  }
}
