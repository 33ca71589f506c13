import { readState, replaceState } from '../generations.ts'
import { type Build, begun, type GenerationsState } from '../generations-state.ts'
import { minuteOf } from '../minute.ts'
import type { MinuteRange } from '../segments.ts'
import { isOver, rangeText } from './build.ts'
import { hasLake } from './lake-objects.ts'
import { rangeInLake } from './lake-range.ts'
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

async function beginOrFind(asked: SourceRange): Promise<Omit<Begun, 'plan'> | undefined> {
  const state = await readState()
  const now = new Date()
  const current = currentBuild(state, now)
  if (current && isSame(current, asked)) return { build: current, continued: true }
  const range = await replayable(asked, now)
  if (current) {
    assertSame(current, range)
    return { build: current, continued: true }
  }
  const next = begun(state, range, now)
  return (await replaceState(state, next)) ? { build: next.building, continued: false } : undefined
}

function currentBuild({ building }: GenerationsState, now: Date): Build | undefined {
  return building && !isOver(building, now) ? building : undefined
}

function isSame(building: Build, { from, to, source }: SourceRange): boolean {
  return building.from === from && building.to === to && building.source === source
}

function assertSame(building: Build, range: SourceRange): void {
  if (isSame(building, range)) return
  throw new ReplayRefused(
    `A replay of ${rangeText(building)} has been in progress since ${building.startedAt} (generation ${building.generation}), ` +
      `and only one can be. Continue it, or abandon it before you replay ${rangeText(range)}.`,
  )
}

/** @returns the part of a range that can be replayed @throws ReplayRefused if none can be */
async function replayable(range: SourceRange, now: Date): Promise<SourceRange> {
  const { from, source } = range
  if (from > minuteOf(now)) {
    throw new ReplayRefused(`"from" is ${from}, which is in the future: it is ${minuteOf(now)}.`)
  }
  if (source === 'lake') return { ...(await rangeInLake(range, now)), source }
  const earliest = earliestMinute(now)
  if (from >= earliest) return range
  const further = hasLake() ? 'the lake goes further back (--source lake); from the stream, ' : ''
  throw new ReplayRefused(
    `"from" is ${from}, whose events have expired or are about to: ${further}the earliest minute that can be replayed ` +
      `is ${earliest}.`,
  )
}
