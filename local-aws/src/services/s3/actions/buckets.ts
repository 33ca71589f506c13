import type { IncomingHttpHeaders } from 'node:http'
import type { Account } from '../../../account.ts'
import { pageOf } from '../../../api/page.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import type { ObjectOwnership } from '../bucket-settings.ts'
import { bucketTags } from '../configuration/bucket-tags.ts'
import { isObjectOwnership } from '../configuration/public-access.ts'
import { invalidArgument, notImplemented, s3Error } from '../errors.ts'
import { TAGGING, tagPair } from '../object-tags.ts'
import { asksForAccess } from '../object-traits.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { ownerOf } from '../owner.ts'
import { NOT_SIMULATED, parseXml, xmlDocument } from '../xml-document.ts'

/** us-east-1, which has no location name: "Buckets in Region us-east-1 have a LocationConstraint of null." */
const FIRST_REGION = 'us-east-1'
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/
const MAX_PAGE_BUCKETS = 10_000

/** The element `CreateBucketConfiguration`; `Location` and `Bucket` are for directory buckets. */
export const BUCKET_CONFIGURATION = {
  LocationConstraint: 'text',
  Location: NOT_SIMULATED,
  Bucket: NOT_SIMULATED,
  Tags: TAGGING.TagSet,
} as const

/** The operations on buckets, excluding their content. */
export function bucketOperations(buckets: BucketDirectory, account: Account): S3Operation[] {
  function create({ bucket: name, headers, body }: S3Request): S3Response {
    const ownership = requestedOwnership(headers['x-amz-object-ownership'] as string | undefined)
    checkAccess(headers, ownership)
    const configuration =
      body.length === 0 ? undefined : parseXml(body, 'CreateBucketConfiguration', BUCKET_CONFIGURATION)
    const region = requestedRegion(configuration?.textOf('LocationConstraint'), account.region)
    const tags = bucketTags(configuration?.one('Tags')?.all('Tag').map(tagPair) ?? [])
    const existing = buckets.find(name)
    const recreated = existing && tags === undefined && recreatable(existing) ? existing : undefined
    const bucket = recreated ?? buckets.create(name, region)
    if (tags) bucket.settings.tags = tags
    if (ownership) bucket.settings.ownership = ownership
    return { headers: { location: `/${name}`, 'x-amz-bucket-arn': bucket.arn } }
  }

  return [
    { name: 'ListBuckets', method: 'GET', on: 'service', run: request => list(buckets, account, request) },
    { name: 'CreateBucket', method: 'PUT', on: 'bucket', run: create },
    {
      name: 'HeadBucket',
      method: 'HEAD',
      on: 'bucket',
      run({ bucket: name }) {
        const { region, arn } = buckets.get(name)
        return {
          headers: {
            'x-amz-bucket-region': region,
            'x-amz-bucket-arn': arn,
            'x-amz-access-point-alias': 'false',
            'content-type': 'application/xml',
          },
        }
      },
    },
    {
      name: 'DeleteBucket',
      method: 'DELETE',
      on: 'bucket',
      run({ bucket: name }) {
        buckets.delete(name)
        return { status: 204 }
      },
    },
    {
      name: 'GetBucketLocation',
      method: 'GET',
      on: 'bucket',
      query: ['location'],
      run({ bucket: name }) {
        const { region } = buckets.get(name)
        return { body: xmlDocument('LocationConstraint', region === FIRST_REGION ? '' : region) }
      },
    },
  ]
}

/**
 * "if you re-create an existing bucket that you already own in us-east-1, Amazon S3 returns 200 OK and resets the
 * bucket access control lists", which do not exist here.
 */
function recreatable({ region }: Bucket): boolean {
  return region === FIRST_REGION
}

/** @throws AwsError `InvalidBucketAclWithObjectOwnership`, `NotImplemented` */
function checkAccess(headers: IncomingHttpHeaders, ownership: ObjectOwnership | undefined): void {
  if (!asksForAccess(headers, ['private'])) return
  if (ownership === 'BucketOwnerPreferred' || ownership === 'ObjectWriter') {
    throw notImplemented('access control lists')
  }
  throw s3Error(
    400,
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  )
}

/**
 * The region for a new bucket. The endpoint of us-east-1 creates buckets in every region, other endpoints only in their
 * own; the one endpoint here then serves all of them.
 *
 * @throws AwsError `InvalidLocationConstraint`, `IllegalLocationConstraintException`
 */
function requestedRegion(constraint: string | undefined, here: string): string {
  if (!constraint) {
    if (here === FIRST_REGION) return here
    throw illegalLocation('unspecified')
  }
  if (here !== FIRST_REGION && constraint !== here) throw illegalLocation(constraint)
  if (constraint !== FIRST_REGION && (REGION.test(constraint) || constraint === 'EU')) return constraint
  throw s3Error(400, 'InvalidLocationConstraint', 'The specified location-constraint is not valid', {
    LocationConstraint: constraint,
  })
}

function illegalLocation(constraint: string) {
  return s3Error(
    400,
    'IllegalLocationConstraintException',
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
}

/** @throws AwsError `InvalidArgument` */
function requestedOwnership(name: string | undefined): ObjectOwnership | undefined {
  if (name === undefined || isObjectOwnership(name)) return name
  throw invalidArgument(`Invalid x-amz-object-ownership header: ${name}`, 'x-amz-object-ownership')
}

function list(buckets: BucketDirectory, account: Account, { query }: S3Request): S3Response {
  const prefix = query.get('prefix') ?? ''
  const region = query.get('bucket-region')
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString()
  const limit = requestedLimit(query.get('max-buckets'))
  const found = buckets
    .all()
    .filter(bucket => bucket.name > after && bucket.name.startsWith(prefix))
    .filter(bucket => region === null || bucket.region === region)
  const { items, next } = pageOf(found, { limit })
  const last = next === undefined ? undefined : items.at(-1)
  const body = xmlDocument('ListAllMyBucketsResult', {
    Owner: ownerOf(account),
    Buckets: {
      Bucket: items.map(({ name, createdAt, region: BucketRegion, arn }) => ({
        Name: name,
        CreationDate: new Date(createdAt),
        BucketRegion,
        BucketArn: arn,
      })),
    },
    ContinuationToken: last && Buffer.from(last.name).toString('base64url'),
    Prefix: query.has('prefix') ? prefix : undefined,
  })
  return { body }
}

function requestedLimit(text: string | null): number {
  const limit = text === null ? MAX_PAGE_BUCKETS : Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_BUCKETS) return limit
  throw invalidArgument(
    `Argument max-buckets must be an integer between 1 and ${MAX_PAGE_BUCKETS}`,
    'max-buckets',
    text,
  )
}
