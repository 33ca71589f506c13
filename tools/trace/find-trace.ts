import type { Connection } from '../clients/connection.ts'
import { type Pipelines, readPipelines } from '../clients/pipelines/pipelines.ts'
import { findTrail, type Hop } from '../clients/trail.ts'
import { followingFrom } from './following.ts'
import { staysOf } from './stay.ts'
import { type Whereabouts, whereaboutsOf } from './whereabouts.ts'

/** All that is known of a purchase, a video or a post. */
export interface Trace {
  readonly correlationId: string
  readonly hops: readonly Hop[]
  /** What should have followed and has not. */
  readonly open: readonly Whereabouts[]
}

/** What is looked for, and where. */
export interface TraceSearch {
  readonly connection: Connection
  readonly stage: string
  readonly correlationId: string
  /** @default - as far back as the logs go */
  readonly since?: Date
}

/** Reads the trail, compares it with the stage's wiring, and looks where the rest is. */
export async function findTrace({ connection, stage, correlationId, since }: TraceSearch): Promise<Trace> {
  const [hops, pipelines]: [Hop[], Pipelines] = await Promise.all([
    findTrail(connection, { stage, correlationId, since }),
    readPipelines(connection, stage),
  ])
  const stays = staysOf(hops)
  const following = followingFrom(stays, pipelines)
  const open = await whereaboutsOf(following, {
    connection,
    pipelines,
    correlationId,
    stays,
    now: new Date(),
  })
  return { correlationId, hops, open }
}
