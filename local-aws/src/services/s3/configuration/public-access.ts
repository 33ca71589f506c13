import type { ObjectOwnership, PublicAccessBlock } from '../bucket-settings.ts'
import { malformedXml, s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const
const OWNERSHIPS: readonly string[] = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']

/** Kept and shown. Nothing here is ever public: who did not sign is refused whatever the bucket says. */
export function publicAccessOperations(operation: BucketOperation): S3Operation[] {
  return [
    operation('PutPublicAccessBlock', 'PUT', 'publicAccessBlock', ({ settings }, { body }) => {
      const element = parseXml(body, 'PublicAccessBlockConfiguration').only(...BLOCKS)
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
      const rule = parseXml(body, 'OwnershipControls').only('Rule').one('Rule')?.only('ObjectOwnership')
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

/** What is not said is not blocked. */
export function publicAccessBlock(given: (name: (typeof BLOCKS)[number]) => unknown): PublicAccessBlock {
  const isBlocked = (name: (typeof BLOCKS)[number]) => String(given(name)).toLowerCase() === 'true'
  return {
    BlockPublicAcls: isBlocked('BlockPublicAcls'),
    IgnorePublicAcls: isBlocked('IgnorePublicAcls'),
    BlockPublicPolicy: isBlocked('BlockPublicPolicy'),
    RestrictPublicBuckets: isBlocked('RestrictPublicBuckets'),
  }
}

/** @throws AwsError `MalformedXML` */
export function objectOwnership(name: string | undefined): ObjectOwnership {
  if (name !== undefined && OWNERSHIPS.includes(name)) return name as ObjectOwnership
  throw malformedXml()
}
