import { readState } from '../generations.ts'
import type { Build, GenerationsState } from '../generations-state.ts'
import { type ReplayQueues, readQueues } from './queues.ts'
import { type ReplayProgress, readProgress } from './replay-progress.ts'

/** A rebuild in progress. */
export interface BuildStatus extends Build {
  readonly queues: ReplayQueues
  /** Undefined before the first event. */
  readonly progress: ReplayProgress | undefined
}

export interface Status {
  readonly live: string
  readonly previous: GenerationsState['previous']
  readonly build: BuildStatus | undefined
}

export async function status(): Promise<Status> {
  const { live, previous, building } = await readState()
  return { live, previous, build: building && (await buildStatus(building)) }
}

export async function buildStatus(build: Build): Promise<BuildStatus> {
  const [queues, progress] = await Promise.all([readQueues(), readProgress(build.generation)])
  return { ...build, queues, progress }
}
