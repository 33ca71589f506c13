import { badRequest } from '../errors.ts'
import { checkedTags } from '../object-tags.ts'
import type { ObjectTags } from '../object-version.ts'

/** "You can add up to 50 tags" to a bucket. */
const MAX_TAGS = 50

/**
 * @returns undefined for no tags: a bucket has no tag set then
 * @throws AwsError `BadRequest`, `InvalidTag`
 */
export function bucketTags(pairs: readonly (readonly [string, string])[]): ObjectTags | undefined {
  if (pairs.length > MAX_TAGS) throw badRequest(`Bucket tag count cannot be greater than ${MAX_TAGS}`)
  return pairs.length === 0 ? undefined : checkedTags(pairs)
}
