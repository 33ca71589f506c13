import { readState, replaceState } from '../generations.ts'
import { type Build, begun } from '../generations-state.ts'
import { minuteOf } from '../minute.ts'
import type { MinuteRange } from '../segments.ts'
import { isOver, rangeText } from './build.ts'
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
 * @throws ReplayRefused if the stream no longer has all events of the range, or another range is being replayed
 */
export async function begin({ from, to = '' }: RequestOf<'begin'>): Promise<Begun> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await beginOrFind({ from, to })
    if (found) return { ...found, plan: await planOf(found.build) }
  }
  throw new Error(`The generations changed ${ATTEMPTS} times while a replay was starting. Begin it again.`)
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
    `A replay of ${rangeText(building)} has been in progress since ${building.startedAt} (generation ${building.generation}), ` +
      `and only one can be. Continue it, or abandon it before you replay ${rangeText(range)}.`,
  )
}

function assertReplayable({ from }: MinuteRange, now: Date): void {
  if (from > minuteOf(now)) {
    throw new ReplayRefused(`"from" is ${from}, which is in the future: it is ${minuteOf(now)}.`)
  }
  const earliest = earliestMinute(now)
  if (from < earliest) {
    throw new ReplayRefused(
      `"from" is ${from}, whose events have expired or are about to: the earliest minute that can be replayed is ${earliest}.`,
    )
  }
}
