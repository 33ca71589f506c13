import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  paginateListBuckets,
  type S3Client,
} from '@aws-sdk/client-s3'
import { failureOf, refusal, s3Rig } from './s3-rig.ts'

const rig = s3Rig()
let s3: S3Client

beforeAll(() => {
  s3 = rig.client()
})

function create(Bucket: string, more: Partial<CreateBucketCommandInput> = {}) {
  return s3.send(new CreateBucketCommand({ Bucket, ...more }))
}

function createIn(Bucket: string, region: string) {
  return create(Bucket, {
    CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
  })
}

/**
 * @documented S3 API Reference, CreateBucket, HeadBucket, ListBuckets and DeleteBucket: their responses, and
 *   the errors NotFound and NoSuchBucket
 */
test('a bucket is created, found, listed and deleted', async () => {
  const { Location, BucketArn } = await create('first-bucket')
  expect([Location, BucketArn]).toEqual(['/first-bucket', 'arn:aws:s3:::first-bucket'])
  const head = await s3.send(new HeadBucketCommand({ Bucket: 'first-bucket' }))
  expect(head).toMatchObject({ BucketRegion: 'us-east-1', AccessPointAlias: false })
  const { Buckets, Owner } = await s3.send(new ListBucketsCommand({}))
  expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/)
  expect(Buckets).toContainEqual({
    Name: 'first-bucket',
    CreationDate: new Date(rig.clock.now()),
    BucketRegion: 'us-east-1',
    BucketArn,
  })

  const { $metadata } = await s3.send(new DeleteBucketCommand({ Bucket: 'first-bucket' }))
  expect($metadata.httpStatusCode).toBe(204)
  expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'first-bucket' })))).toBe('NotFound 404')
  expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: 'first-bucket' })))).toBe('NoSuchBucket 404')
})

/**
 * @documented S3 User Guide, General purpose bucket naming rules: length, characters, and the prefixes and
 *   suffixes that are reserved
 */
test.each([
  'ab',
  'a'.repeat(64),
  'Upper',
  'under_score',
  'two..dots',
  '-begins',
  'ends-',
  '.begins',
  'ends.',
  '192.168.5.4',
  'xn--bucket',
  'sthree-bucket',
  'amzn-s3-demo-bucket',
  'bucket-s3alias',
  'bucket--ol-s3',
  'bucket.mrap',
  'bucket--x-s3',
  'bucket--table-s3',
])('%s cannot be the name of a bucket ("General purpose bucket naming rules")', async name => {
  const response = await rig.request(`/${name}`, { method: 'PUT' })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('<Code>InvalidBucketName</Code>')
})

/**
 * @documented S3 User Guide, General purpose bucket naming rules: 3 to 63 lower-case letters, digits, dots
 *   and hyphens
 */
test.each(['a-b', '123', 'a'.repeat(63)])('%s can', async name => {
  await create(name)
})

/**
 * @documented S3 User Guide, General purpose bucket naming rules: names with dots are for path-style requests
 *   over HTTPS
 */
test('dots are for path-style addresses', async () => {
  const dotted = rig.client({ forcePathStyle: true })
  await dotted.send(new CreateBucketCommand({ Bucket: 'a.b.c' }))
  await dotted.send(new HeadBucketCommand({ Bucket: 'a.b.c' }))
})

/** @documented S3 API Reference, Error responses, InvalidBucketName: "The specified bucket is not valid" */
test('what cannot be a bucket is no missing one', async () => {
  const response = await rig.request('/a%2Ab/key')
  expect(await response.text()).toContain('<Code>InvalidBucketName</Code>')
})

/**
 * @documented S3 API Reference, CreateBucket, BucketAlreadyOwnedByYou: "if you re-create an existing bucket
 *   that you already own in the North Virginia Region, Amazon S3 returns 200 OK"
 */
test('"if you re-create an existing bucket that you already own in the North Virginia Region, Amazon S3 returns 200 OK", elsewhere BucketAlreadyOwnedByYou', async () => {
  await create('again')
  await s3.send(new PutObjectCommand({ Bucket: 'again', Key: 'kept', Body: 'x' }))
  await create('again')
  await s3.send(new GetObjectCommand({ Bucket: 'again', Key: 'kept' }))

  await createIn('again-in-europe', 'eu-central-1')
  expect(await failureOf(createIn('again-in-europe', 'eu-central-1'))).toMatchObject({
    name: 'BucketAlreadyOwnedByYou',
    BucketName: 'again-in-europe',
    $metadata: { httpStatusCode: 409 },
  })
})

/**
 * @documented S3 API Reference, GetBucketLocation: "Buckets in Region us-east-1 have a LocationConstraint of
 *   null."
 */
test('"Buckets in Region us-east-1 have a LocationConstraint of null"', async () => {
  await create('here')
  await createIn('there', 'eu-west-1')
  const location = (Bucket: string) => s3.send(new GetBucketLocationCommand({ Bucket }))
  expect((await location('here')).LocationConstraint).toBeUndefined()
  expect((await location('there')).LocationConstraint).toBe('eu-west-1')
  expect(await refusal(createIn('nowhere', 'us-east-1'))).toBe('InvalidLocationConstraint 400')
  expect(await refusal(createIn('nowhere', 'the moon'))).toBe('InvalidLocationConstraint 400')
})

/**
 * @documented S3 API Reference, DeleteBucket: "All objects (including all object versions and delete markers)
 *   in the bucket must be deleted before the bucket itself can be deleted."
 */
test('a bucket with anything in it cannot be deleted', async () => {
  await create('full')
  await s3.send(new PutObjectCommand({ Bucket: 'full', Key: 'a', Body: 'x' }))
  expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: 'full' })))).toBe('BucketNotEmpty 409')
  await s3.send(new DeleteObjectCommand({ Bucket: 'full', Key: 'a' }))
  await s3.send(new DeleteBucketCommand({ Bucket: 'full' }))
})

/** @documented S3 API Reference, ListBuckets: MaxBuckets, ContinuationToken, Prefix and BucketRegion */
test('buckets are listed by name, in pages, by prefix and region', async () => {
  for (const name of ['page-c', 'page-a', 'page-b']) await create(name)
  await createIn('page-d', 'eu-west-1')
  const seen: string[] = []
  for await (const page of paginateListBuckets({ client: s3, pageSize: 2 }, { Prefix: 'page-' })) {
    expect(page).toMatchObject({ Prefix: 'page-' })
    seen.push(...(page.Buckets ?? []).map(({ Name }) => Name as string))
  }
  expect(seen).toEqual(['page-a', 'page-b', 'page-c', 'page-d'])
  const { Buckets } = await s3.send(new ListBucketsCommand({ Prefix: 'page-', BucketRegion: 'eu-west-1' }))
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['page-d'])
  expect(await refusal(s3.send(new ListBucketsCommand({ MaxBuckets: 0 })))).toBe('InvalidArgument 400')
})

/**
 * @documented S3 API Reference, GetBucketAcl: with Bucket owner enforced "requests to read ACLs are still
 *   supported"; PutBucketAcl: AccessControlListNotSupported
 */
test('ACLs are off: "requests to read ACLs are still supported", those to set them are refused', async () => {
  await create('acl')
  await s3.send(new PutObjectCommand({ Bucket: 'acl', Key: 'a', Body: 'x' }))
  const bucket = await s3.send(new GetBucketAclCommand({ Bucket: 'acl' }))
  const object = await s3.send(new GetObjectAclCommand({ Bucket: 'acl', Key: 'a' }))
  const ID = bucket.Owner?.ID
  expect(bucket.Grants).toEqual([{ Grantee: { ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }])
  expect(object.Grants).toEqual(bucket.Grants)
  expect(await refusal(s3.send(new PutBucketAclCommand({ Bucket: 'acl', ACL: 'public-read' })))).toBe(
    'AccessControlListNotSupported 400',
  )
  expect(await refusal(s3.send(new PutObjectAclCommand({ Bucket: 'acl', Key: 'a', ACL: 'private' })))).toBe(
    'AccessControlListNotSupported 400',
  )
  expect(await refusal(create('acl-2', { ACL: 'public-read' }))).toBe(
    'InvalidBucketAclWithObjectOwnership 400',
  )
  expect(await refusal(create('acl-2', { ObjectLockEnabledForBucket: true }))).toBe('NotImplemented 501')
})

/**
 * @documented S3 API Reference, Error responses, MalformedXML: the XML is not well formed, or not of the
 *   published schema
 */
test('a body that is not XML, or is other XML, is MalformedXML', async () => {
  for (const body of ['<Create', '<Other/>', 'text']) {
    const response = await rig.request('/xml-bucket', { method: 'PUT', body })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('<Code>MalformedXML</Code>')
  }
})
