import type { Outcome } from '../clients/video/videos-bucket.ts'
import type { Upload } from './upload.ts'

/** An encoder's work on one message; times in ms since the epoch. */
export interface Work {
  receivedAt: number
  doneAt: number
}

/** How fast the encoders processed a burst. Durations in ms. */
export interface Drain {
  /** From the first completed upload to the last encoded video. */
  tookMs: number
  /** The work of all encoders together. */
  workMs: number
  /** The time if no encoder ever waits: the work, shared evenly. */
  idealMs: number
  /** `tookMs` ÷ `idealMs` */
  ratio: number
}

/** @returns undefined if nothing was encoded, or the encoders' work is unknown */
export function drainOf(
  uploads: readonly Upload[],
  outcomes: ReadonlyMap<string, Outcome>,
  work: readonly Work[],
  encoders: number,
): Drain | undefined {
  const ended = uploads.filter(({ videoId }) => videoId !== undefined && outcomes.has(videoId))
  if (ended.length === 0 || work.length === 0) return undefined
  const first = Math.min(...ended.map(({ waitsFrom }) => waitsFrom))
  const last = Math.max(...ended.map(({ videoId }) => outcomes.get(videoId as string)?.at as number))
  const workMs = work.reduce((sum, { receivedAt, doneAt }) => sum + doneAt - receivedAt, 0)
  const idealMs = workMs / encoders
  return { tookMs: last - first, workMs, idealMs, ratio: (last - first) / idealMs }
}
