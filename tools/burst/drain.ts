import type { Outcome } from '../clients/video/videos-bucket.ts'
import type { Upload } from './upload.ts'

/** An encoder's work on one message; times in ms since the epoch. */
export interface Work {
  receivedAt: number
  doneAt: number
}

/** How fast the encoders worked a burst off. Durations in ms. */
export interface Drain {
  /** From the first upload that was there to the last that was encoded. */
  tookMs: number
  /** What the encoders worked, all together. */
  workMs: number
  /** What it takes when no encoder ever waits: the work, shared evenly. */
  idealMs: number
  /** `tookMs` ÷ `idealMs` */
  ratio: number
}

/** @returns undefined where nothing was encoded, or nobody knows what the encoders worked */
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
