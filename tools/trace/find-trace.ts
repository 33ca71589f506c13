import type { Connection } from '../clients/connection.ts'
import { type Pipelines, readPipelines } from '../clients/pipelines/pipelines.ts'
import { findTrail, type Hop } from '../clients/trail.ts'
import { followingFrom } from './following.ts'
import { firstLineOf } from './full-id.ts'
import { staysOf } from './stay.ts'
import { type Whereabouts, whereaboutsOf } from './whereabouts.ts'

/** All that is known of a purchase, a video or a post. */
export interface Trace {
  readonly correlationId: string
  readonly hops: readonly Hop[]
  /** What should have followed and has not. */
  readonly open: readonly Whereabouts[]
  /** Functions that have not got it, and whose subscription's filter may be why: it decides by the content. */
  readonly filtered: readonly string[]
}

/** What is looked for, and where. */
export interface TraceSearch {
  readonly connection: Connection
  readonly stage: string
  readonly correlationId: string
  /** @default - when the id was made, if it says so; else as far back as the logs go */
  readonly since?: Date
}

/** Reads the trail, compares it with the stage's wiring, and looks where the rest is. */
export async function findTrace(search: TraceSearch): Promise<Trace> {
  const { connection, stage } = search
  const [hops, pipelines]: [Hop[], Pipelines] = await Promise.all([
    hopsOf(search),
    readPipelines(connection, stage),
  ])
  return traceOf(hops, search, pipelines)
}

export function hopsOf({ connection, stage, correlationId, since }: TraceSearch): Promise<Hop[]> {
  return findTrail(connection, { stage, correlationId, since: since ?? firstLineOf(correlationId) })
}

/** @param hops all of the search's id */
export async function traceOf(
  hops: readonly Hop[],
  { connection, correlationId }: TraceSearch,
  pipelines: Pipelines,
): Promise<Trace> {
  const stays = staysOf(hops)
  const following = followingFrom(stays, pipelines)
  const now = new Date()
  const open = await whereaboutsOf(following, { connection, pipelines, correlationId, stays, now })
  return { correlationId, hops, open, filtered: following.filtered }
}
