import { setTimeout as sleep } from 'node:timers/promises'
import { inParallel } from '../clients/in-parallel.ts'
import type { Shape, Upload } from './upload.ts'

export interface Burst {
  uploads: number
  /** How many are under way at a time. */
  connections: number
  /** In ms since the epoch: after that, no more are sent. */
  deadline: number
}

/** As many as there are connections start at the same moment, the next whenever one has ended. */
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
  return { videoId: undefined, waitsFrom: Date.now(), failure: 'not sent: the time was over' }
}

export interface Trickle {
  uploads: number
  periodMs: number
  /** When the first is sent. */
  startsAfterMs: number
}

/** One after the other, evenly over the period; a slow one delays no other. */
export function evenly(shape: Shape, { uploads, periodMs, startsAfterMs }: Trickle): Promise<Upload[]> {
  return Promise.all(
    Array.from({ length: uploads }, async (_, index) => {
      await sleep(startsAfterMs + (index * periodMs) / uploads)
      return shape.upload(`Baseline ${index + 1}`)
    }),
  )
}
