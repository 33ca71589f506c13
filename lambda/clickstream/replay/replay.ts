import { violationsOf } from '../../contracts/violations.ts'
import { logger } from '../../runtime/logger.ts'
import type { Turn } from '../../runtime/turn.ts'
import { abandon } from './abandon.ts'
import { advance } from './advance.ts'
import { begin } from './begin.ts'
import type { Comparison } from './comparison.ts'
import { finish } from './finish.ts'
import type { PartStatus } from './part-progress.ts'
import { ReplayRefused } from './refused.ts'
import { type ReplayRequest, replayRequest } from './request.ts'
import { type ReplayStatus, replayStatus, type Status, status } from './status.ts'

/** The response of the function. */
export type ReplayAnswer =
  /** The request cannot be met, for this reason. */
  | { state: 'refused'; reason: string }
  | { state: 'begun' | 'continued'; replay: ReplayStatus }
  /** @see Advanced */
  | { state: 'advanced'; part: PartStatus; waitsFor: readonly string[] }
  /** Another call is needed to finish. */
  | { state: 'comparing'; comparison: Comparison | undefined }
  | { state: 'live'; comparison: Comparison | undefined }
  | ({ state: 'status' } & Status)
  | { state: 'abandoned' }

/** Does one step of a replay and returns the progress. Every step can be repeated, also concurrently. */
export async function replay(event: unknown, turn: Turn): Promise<ReplayAnswer> {
  const { data: request, error } = replayRequest.safeParse(event)
  if (error) {
    const listed = violationsOf(error).map(({ pointer, detail }) => `${pointer} ${detail}`)
    return { state: 'refused', reason: `The request is not valid: ${listed.join('; ')}.` }
  }
  const answer = await answerTo(request, turn).catch(refusal)
  logger.info('replay', { ...request, ...loggable(answer) })
  return answer
}

async function answerTo(request: ReplayRequest, turn: Turn): Promise<ReplayAnswer> {
  switch (request.action) {
    case 'begin': {
      const { build, plan, continued } = await begin(request)
      return { state: continued ? 'continued' : 'begun', replay: await replayStatus(build, plan) }
    }
    case 'advance':
      return { state: 'advanced', ...(await advance(request, turn)) }
    case 'finish': {
      const { live, comparison } = await finish(request, turn)
      return { state: live ? 'live' : 'comparing', comparison }
    }
    case 'status':
      return { state: 'status', ...(await status()) }
    case 'abandon':
      await abandon(request)
      return { state: 'abandoned' }
  }
}

function refusal(error: unknown): ReplayAnswer {
  if (error instanceof ReplayRefused) return { state: 'refused', reason: error.message }
  throw error
}

/** Only what changed, because the state of every part would be too long for a log line. */
function loggable(answer: ReplayAnswer): object {
  switch (answer.state) {
    case 'begun':
    case 'continued':
      return {
        state: answer.state,
        generation: answer.replay.generation,
        parts: answer.replay.parts.length,
      }
    case 'status':
      return { state: answer.state, generation: answer.replay?.generation }
    default:
      return answer
  }
}
