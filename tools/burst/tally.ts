import type { Outcome } from '../clients/video/videos-bucket.ts'
import { type Percentiles, percentilesOf } from './percentiles.ts'
import type { Upload } from './upload.ts'

/** Everything known about the uploads of a run to one shape. */
export interface Run {
  uploads: readonly Upload[]
  /** By video id. */
  outcomes: ReadonlyMap<string, Outcome>
  /** The ids of the videos whose message is in the dead-letter queue. */
  deadLettered: ReadonlySet<string>
  /** Whether the run was given up while messages were still in the queue. */
  givenUp: boolean
}

/** The outcomes: every upload counts as one of `encoded`, `failed`, `deadLettered`, `unfinished` and `lost`. */
export interface Tally {
  uploads: number
  /** The client got a response of success. */
  accepted: number
  encoded: number
  /** Uploads that were not accepted or that the encoder rejected, by reason, the most frequent first. */
  failures: readonly [reason: string, count: number][]
  failed: number
  /** Not encoded, and in the dead-letter queue. */
  deadLettered: number
  /** Still in the queue when the run was given up. */
  unfinished: number
  /** The ids of those that were accepted and are neither encoded nor in a queue. */
  lost: readonly string[]
  /** The waits of encoded uploads, in ms; undefined if none was encoded. */
  waits: Percentiles | undefined
}

export function tallyOf({ uploads, outcomes, deadLettered, givenUp }: Run): Tally {
  const accepted = uploads.filter(({ failure }) => failure === undefined)
  const encoded: number[] = []
  const missing: string[] = []
  const reasons = uploads.flatMap(({ failure }) => failure ?? [])
  let kept = 0
  for (const { videoId = 'an upload without an id', waitsFrom } of accepted) {
    const outcome = outcomes.get(videoId)
    if (outcome?.status === 'encoded') encoded.push(Math.max(0, outcome.at - waitsFrom))
    else if (outcome) reasons.push(`rejected: ${outcome.code}`)
    else if (deadLettered.has(videoId)) kept++
    else missing.push(videoId)
  }
  return {
    uploads: uploads.length,
    accepted: accepted.length,
    encoded: encoded.length,
    failures: counted(reasons),
    failed: reasons.length,
    deadLettered: kept,
    unfinished: givenUp ? missing.length : 0,
    lost: givenUp ? [] : missing,
    waits: percentilesOf(encoded),
  }
}

function counted(reasons: readonly string[]): [string, number][] {
  const groups = Map.groupBy(reasons, reason => reason)
  return [...groups]
    .map(([reason, all]): [string, number] => [reason, all.length])
    .sort(([, a], [, b]) => b - a)
}
