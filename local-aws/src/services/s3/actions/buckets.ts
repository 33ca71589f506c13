import type { Account } from '../../../account.ts'
import { pageOf } from '../../../api/page.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import { invalidArgument, notImplemented, s3Error } from '../errors.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { ownerOf } from '../owner.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'

/** us-east-1, which has no location name: "Buckets in Region us-east-1 have a LocationConstraint of null." */
const FIRST_REGION = 'us-east-1'
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/
const MAX_PAGE_BUCKETS = 10_000
const NOT_SIMULATED = /^x-amz-(bucket-object-lock-enabled|grant-.+)$/

/** The operations on buckets, excluding their content. */
export function bucketOperations(buckets: BucketDirectory, account: Account): S3Operation[] {
  function create(request: S3Request): S3Response {
    const { bucket: name, headers, body } = request
    checkSimulated(request)
    const region = requestedRegion(body, account.region)
    const existing = buckets.find(name)
    const bucket = existing && recreatable(existing) ? existing : buckets.create(name, region)
    const ownership = headers['x-amz-object-ownership'] as string | undefined
    if (ownership !== undefined) bucket.settings.ownership = requestedOwnership(ownership)
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

function checkSimulated({ headers }: S3Request): void {
  const refused = Object.keys(headers).find(name => NOT_SIMULATED.test(name) && headers[name] !== 'false')
  if (refused) throw notImplemented(`the header ${refused}`)
  const acl = headers['x-amz-acl'] as string | undefined
  if (acl === undefined || acl === 'private') return
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
 * @throws AwsError `InvalidLocationConstraint`, `IllegalLocationConstraintException`, `MalformedXML`
 */
function requestedRegion(body: Buffer, here: string): string {
  const constraint =
    body.length === 0
      ? undefined
      : parseXml(body, 'CreateBucketConfiguration')
          .only('LocationConstraint', 'Location', 'Bucket', 'Tags')
          .textOf('LocationConstraint')
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

function requestedOwnership(ownership: string): Bucket['settings']['ownership'] {
  if (ownership === 'BucketOwnerEnforced') return ownership
  if (ownership === 'BucketOwnerPreferred' || ownership === 'ObjectWriter') return ownership
  throw invalidArgument('Invalid x-amz-object-ownership header: ', 'x-amz-object-ownership', ownership)
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
    text ?? undefined,
  )
}
