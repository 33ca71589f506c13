import { readState } from '../generations.ts'
import type { Build } from '../generations-state.ts'
import type { Segment } from '../segments.ts'
import { isOver } from './build.ts'
import { type PartStatus, partStatuses } from './part-progress.ts'
import { findPlan, type Plan } from './plan.ts'

/** A replay in progress. */
export interface ReplayStatus extends Build {
  readonly parts: readonly PartStatus[]
  /** Whether it took too long to go live. */
  readonly over: boolean
}

export interface Status {
  /** The generations of the minutes. */
  readonly segments: readonly Segment[]
  readonly replay: ReplayStatus | undefined
}

export async function status(): Promise<Status> {
  const { building, segments } = await readState()
  return { segments, replay: building && (await replayStatus(building, await findPlan(building))) }
}

export async function replayStatus(build: Build, plan: Plan | undefined): Promise<ReplayStatus> {
  const parts = plan ? await partStatuses(build, plan) : []
  return { ...build, parts, over: isOver(build, new Date()) }
}
