import { bucketTags } from '../configuration/bucket-tags.ts'
import { s3Error } from '../errors.ts'
import { TAGGING, tagPairs, tagsXml } from '../object-tags.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

/** Put, get and delete a bucket's tags. */
export function bucketTagOperations(operation: BucketOperation): S3Operation[] {
  return [
    operation('PutBucketTagging', 'PUT', 'tagging', ({ settings }, { body }) => {
      settings.tags = bucketTags(tagPairs(parseXml(body, 'Tagging', TAGGING)))
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
