import { violationsOf } from '../../contracts/violations.ts'
import { logger } from '../../runtime/logger.ts'
import type { Turn } from '../../runtime/turn.ts'
import { abandoned, replayed } from '../generations-state.ts'
import { begin } from './begin.ts'
import { assertBuilding, changeState, isBuilding } from './build.ts'
import { check } from './check.ts'
import type { Check } from './check-document.ts'
import { type Cleaned, clean } from './clean.ts'
import { discard, undo } from './previous.ts'
import { RebuildRefused } from './refused.ts'
import { type RebuildRequest, type RequestOf, rebuildRequest } from './request.ts'
import { type BuildStatus, buildStatus, type Status, status } from './status.ts'
import { swap } from './swap.ts'

/** The response of the function. */
export type RebuildAnswer =
  /** The request cannot be met, for this reason. */
  | { state: 'refused'; reason: string }
  | { state: 'begun' | 'continued'; build: BuildStatus }
  | ({ state: 'status' } & Status)
  | { state: 'replayed' | 'abandoned' }
  | { state: 'checked'; check: Check }
  | { state: 'live'; check: Check }
  | { state: 'undone' | 'discarded'; live: string }
  | ({ state: 'cleaned' } & Cleaned)

/** Does one step of a rebuild and returns the progress. Every step can be repeated, also concurrently. */
export async function rebuild(event: unknown, turn: Turn): Promise<RebuildAnswer> {
  const { data: request, error } = rebuildRequest.safeParse(event)
  if (error) {
    const listed = violationsOf(error).map(({ pointer, detail }) => `${pointer} ${detail}`)
    return { state: 'refused', reason: `The request is not valid: ${listed.join('; ')}.` }
  }
  const answer = await answerTo(request, turn).catch(refusal)
  logger.info('rebuild', { ...request, ...answer })
  return answer
}

async function answerTo(request: RebuildRequest, turn: Turn): Promise<RebuildAnswer> {
  switch (request.action) {
    case 'begin': {
      const { build, continued } = await begin(request)
      return { state: continued ? 'continued' : 'begun', build: await buildStatus(build) }
    }
    case 'status':
      return { state: 'status', ...(await status()) }
    case 'replayed':
      await noteReplayed(request)
      return { state: 'replayed' }
    case 'check':
      return { state: 'checked', check: await check(request, turn) }
    case 'swap':
      return { state: 'live', check: await swap(request) }
    case 'abandon':
      await abandon(request)
      return { state: 'abandoned' }
    case 'undo':
      return { state: 'undone', live: (await undo()).live }
    case 'discard':
      return { state: 'discarded', live: (await discard()).live }
    case 'clean':
      return { state: 'cleaned', ...(await clean(request, turn)) }
  }
}

async function noteReplayed({ generation }: RequestOf<'replayed'>): Promise<void> {
  await changeState(state => {
    const building = assertBuilding(state, generation)
    return building.building.replayedAt === undefined ? replayed(building, new Date()) : undefined
  })
}

/** @throws RebuildRefused if it is live already */
async function abandon({ generation }: RequestOf<'abandon'>): Promise<void> {
  await changeState(state => {
    if (state.live === generation) {
      throw new RebuildRefused(
        `Generation ${generation} is live already: go back to the one before with --undo.`,
      )
    }
    return isBuilding(state, generation) ? abandoned(state) : undefined
  })
}

function refusal(error: unknown): RebuildAnswer {
  if (error instanceof RebuildRefused) return { state: 'refused', reason: error.message }
  throw error
}
