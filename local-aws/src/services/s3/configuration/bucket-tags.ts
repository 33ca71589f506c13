import { badRequest, s3Error } from '../errors.ts'
import { checkedTags, tagPairs, tagsXml } from '../object-tags.ts'
import type { ObjectTags } from '../object-version.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

/** "You can add up to 50 tags" to a bucket. */
const MAX_TAGS = 50

export function bucketTagOperations(operation: BucketOperation): S3Operation[] {
  return [
    operation('PutBucketTagging', 'PUT', 'tagging', ({ settings }, { body }) => {
      settings.tags = bucketTags(tagPairs(parseXml(body, 'Tagging')))
      return { status: 204 }
    }),
    operation('GetBucketTagging', 'GET', 'tagging', ({ name, settings: { tags } }) => {
      if (tags) return { body: xmlDocument('Tagging', tagsXml(tags)) }
      throw s3Error(404, 'NoSuchTagSet', 'The TagSet does not exist', { BucketName: name })
    }),
    operation('DeleteBucketTagging', 'DELETE', 'tagging', ({ settings }) => {
      settings.tags = undefined
      return undefined
    }),
  ]
}

/** @throws AwsError `BadRequest`, `InvalidTag` */
export function bucketTags(pairs: readonly (readonly [string, string])[]): ObjectTags {
  if (pairs.length > MAX_TAGS) throw badRequest(`Bucket tag count cannot be greater than ${MAX_TAGS}`)
  return checkedTags(pairs)
}
