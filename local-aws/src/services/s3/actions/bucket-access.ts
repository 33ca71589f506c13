import {
  OWNERSHIP_CONTROLS,
  objectOwnership,
  PUBLIC_ACCESS_BLOCK,
  publicAccessBlock,
} from '../configuration/public-access.ts'
import { s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

/** Put, get and delete a bucket's public access block and object ownership. */
export function publicAccessOperations(operation: BucketOperation): S3Operation[] {
  return [
    operation('PutPublicAccessBlock', 'PUT', 'publicAccessBlock', ({ settings }, { body }) => {
      const element = parseXml(body, 'PublicAccessBlockConfiguration', PUBLIC_ACCESS_BLOCK)
      settings.publicAccessBlock = publicAccessBlock(name => element.textOf(name))
      return undefined
    }),
    operation('GetPublicAccessBlock', 'GET', 'publicAccessBlock', ({ name, settings }) => {
      const { publicAccessBlock: block } = settings
      if (block) return { body: xmlDocument('PublicAccessBlockConfiguration', { ...block }) }
      throw s3Error(
        404,
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
        { BucketName: name },
      )
    }),
    operation('DeletePublicAccessBlock', 'DELETE', 'publicAccessBlock', ({ settings }) => {
      settings.publicAccessBlock = undefined
      return undefined
    }),
    operation('PutBucketOwnershipControls', 'PUT', 'ownershipControls', ({ settings }, { body }) => {
      const rule = parseXml(body, 'OwnershipControls', OWNERSHIP_CONTROLS).one('Rule')
      settings.ownership = objectOwnership(rule?.textOf('ObjectOwnership'))
      return undefined
    }),
    operation('GetBucketOwnershipControls', 'GET', 'ownershipControls', ({ name, settings }) => {
      const { ownership } = settings
      if (ownership)
        return { body: xmlDocument('OwnershipControls', { Rule: { ObjectOwnership: ownership } }) }
      throw s3Error(404, 'OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', {
        BucketName: name,
      })
    }),
    operation('DeleteBucketOwnershipControls', 'DELETE', 'ownershipControls', ({ settings }) => {
      settings.ownership = undefined
      return undefined
    }),
  ]
}
