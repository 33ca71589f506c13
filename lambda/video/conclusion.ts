import { expiryAfter } from './video-lifetime.ts'
import type { Conclusion } from './video-record.ts'
import { updateVideo } from './videos-table.ts'

/**
 * Copies an outcome into the record, if the record still exists. The same outcome gives the same expiry, however often
 * it is copied.
 */
export async function concludeVideo(videoId: string, conclusion: Conclusion): Promise<boolean> {
  const fields = Object.entries({ ...conclusion, expiresAt: expiryAfter(new Date(conclusion.updatedAt)) })
  return updateVideo(videoId, {
    UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'attribute_exists(videoId)',
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
  })
}
