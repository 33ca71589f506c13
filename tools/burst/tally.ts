import type { Outcome } from '../clients/video/videos-bucket.ts'
import { type Percentiles, percentilesOf } from './percentiles.ts'
import type { Upload } from './upload.ts'

/** Everything that is known of a number of uploads to one shape. */
export interface Run {
  uploads: readonly Upload[]
  /** By video id. */
  outcomes: ReadonlyMap<string, Outcome>
  /** The ids of the videos whose message is in the dead-letter queue. */
  deadLettered: ReadonlySet<string>
  /** It was given up while messages were still in the queue. */
  givenUp: boolean
}

/** What became of them: every upload is in one of `encoded`, `failed`, `deadLettered`, `unfinished` and `lost`. */
export interface Tally {
  uploads: number
  /** The client was told that it has been taken. */
  accepted: number
  encoded: number
  /** By reason, the most frequent first: not accepted, or rejected by the encoder. */
  failures: readonly [reason: string, count: number][]
  failed: number
  /** Not encoded, and kept in the dead-letter queue. */
  deadLettered: number
  /** Was still in the queue when the run was given up. */
  unfinished: number
  /** Accepted, and neither encoded nor in a queue: their ids. */
  lost: readonly string[]
  /** Of those that were encoded, in ms; undefined if none was. */
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
