import { setTimeout as sleep } from 'node:timers/promises'
import { inParallel } from '../clients/in-parallel.ts'
import type { Shape, Upload } from './upload.ts'

export interface Burst {
  uploads: number
  /** How many uploads are in progress at a time. */
  connections: number
  /** In ms since the epoch: no upload starts after this time. */
  deadline: number
}

/** Starts one upload per connection at the same moment, and another whenever one ends. */
export function atOnce(
  shape: Shape,
  { uploads, connections, deadline }: Burst,
  watch: (done: number) => void,
): Promise<Upload[]> {
  const numbers = Array.from({ length: uploads }, (_, index) => index + 1)
  let done = 0
  return inParallel(numbers, connections, async number => {
    const upload = Date.now() < deadline ? await shape.upload(`Burst ${number}`) : notSent()
    watch(++done)
    return upload
  })
}

function notSent(): Upload {
  return { videoId: undefined, waitsFrom: Date.now(), failure: 'not sent: time limit reached' }
}

export interface Trickle {
  uploads: number
  periodMs: number
  /** The delay before the first upload. */
  startsAfterMs: number
}

/** Starts uploads one after another, evenly over the period; a slow upload delays no other. */
export function evenly(shape: Shape, { uploads, periodMs, startsAfterMs }: Trickle): Promise<Upload[]> {
  return Promise.all(
    Array.from({ length: uploads }, async (_, index) => {
      await sleep(startsAfterMs + (index * periodMs) / uploads)
      return shape.upload(`Baseline ${index + 1}`)
    }),
  )
}
