import type { Course } from './drain.ts'
import type { Results } from './results.ts'
import { doneAt } from './tally.ts'

/** The course of each purchase and each clip, from the functions' logs. */
export function coursesOf({ placed, clips, hops }: Results): { purchases: Course[]; clips: Course[] } {
  const shipped = doneAt(hops, 'shop-shipping')
  const mailed = doneAt(hops, 'mail-mailer')
  const uploaded = new Map(
    hops.flatMap(({ service, correlationId, sentAt }) =>
      service === 'video-encoder' && correlationId !== undefined
        ? [[correlationId, Date.parse(sentAt)] as const]
        : [],
    ),
  )
  return {
    purchases: placed.map(({ purchaseId, at }) => ({
      id: purchaseId,
      acceptedAt: at,
      shippedAt: shipped.get(purchaseId),
      mailedAt: mailed.get(purchaseId),
    })),
    // A clip is not shipped: it ends encoded and mailed.
    clips: (clips?.uploaded ?? []).map(({ videoId }) => ({
      id: videoId,
      acceptedAt: uploaded.get(videoId) ?? Number.POSITIVE_INFINITY,
      shippedAt: mailed.get(videoId),
      mailedAt: mailed.get(videoId),
    })),
  }
}
