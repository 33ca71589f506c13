import {
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteObjectCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { failureOf, refusal, s3Rig } from './s3-rig.ts'

const rig = s3Rig()
let s3: S3Client
let Bucket: string

beforeAll(() => {
  s3 = rig.client()
})
beforeEach(() => {
  Bucket = rig.bucket()
})

/** Sends a document as the tags of the bucket. */
async function tagged(body: string) {
  const response = await rig.request(`/${Bucket}?tagging`, { method: 'PUT', body })
  return { status: response.status, text: await response.text() }
}

const nested = (depth: number) => '<Tag>'.repeat(depth) + '</Tag>'.repeat(depth)

/** @recorded tests/aws/services/s3/test_s3_api.py::TestS3BucketObjectTagging::test_tagging_validation, 2026-02-23 */
test.each([
  ['an element that the API does not know', '<Tagging><TagSet/><Extra/></Tagging>'],
  ['one inside', '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value><More/></Tag></TagSet></Tagging>'],
  ['a tag without a value', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>'],
  ['elements in a text', '<Tagging><TagSet><Tag><Key><b/></Key><Value>b</Value></Tag></TagSet></Tagging>'],
  ['the name of a member of objects', '<Tagging><TagSet/><constructor/></Tagging>'],
])('a document with %s is MalformedXML', async (_, body) => {
  const { status, text } = await tagged(body)
  expect(status).toBe(400)
  expect(text).toContain('<Code>MalformedXML</Code>')
})

/** @own what S3's documents may not contain: types, entities and depth without bound */
test.each([
  [
    'an external entity',
    '<!DOCTYPE Tagging [<!ENTITY file SYSTEM "file:///etc/passwd">]><Tagging>&file;</Tagging>',
  ],
  [
    'entities that multiply',
    '<!DOCTYPE Tagging [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Tagging>&b;</Tagging>',
  ],
  ['great depth', `<Tagging>${nested(100_000)}</Tagging>`],
])('a document with %s is MalformedXML', async (_, body) => {
  const { status, text } = await tagged(body)
  expect(status).toBe(400)
  expect(text).toContain('<Code>MalformedXML</Code>')
})

/** @own the bound of S3's documents */
test('a document that no operation needs is too large', async () => {
  const { status, text } = await tagged(`<Tagging>${' '.repeat(9 * 1024 ** 2)}</Tagging>`)
  expect(status).toBe(400)
  expect(text).toContain('<Code>MaxMessageLengthExceeded</Code>')
})

/** @own what is refused as not simulated */
test.each([
  ['x-amz-mfa', '20899872 301749'],
  ['x-amz-object-lock-mode', 'GOVERNANCE'],
  ['x-amz-checksum-xxhash64', 'AAAAAAAAAAA='],
  ['x-amz-write-offset-bytes', '5'],
])('the header %s is refused by name', async (name, value) => {
  const response = await rig.request(`/${Bucket}/key`, {
    method: 'PUT',
    body: 'x',
    headers: { [name]: value },
  })
  expect(response.status).toBe(501)
  expect(await response.text()).toContain(`does not simulate the header ${name} of S3`)
})

/** @own what is refused as not simulated */
test('an element that is not simulated is refused by name', async () => {
  const body =
    '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes/></Rule></ServerSideEncryptionConfiguration>'
  const response = await rig.request(`/${Bucket}?encryption`, { method: 'PUT', body })
  expect(response.status).toBe(501)
  expect(await response.text()).toContain('BlockedEncryptionTypes')
})

/** @recorded tests/aws/services/s3/test_s3_api.py::TestS3ObjectLock::test_delete_object_with_no_locking, 2026-02-21 */
test.each([true, false])(
  'no bucket has Object Lock that a delete could bypass (%s)',
  async BypassGovernanceRetention => {
    const bypassing = s3.send(new DeleteObjectCommand({ Bucket, Key: 'key', BypassGovernanceRetention }))
    expect(await failureOf(bypassing)).toMatchObject({
      name: 'InvalidArgument',
      message: 'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
    })
  },
)

/** @own what is refused as not simulated */
test('where the ownership of objects allows ACLs, they are refused as not simulated', async () => {
  const put = () =>
    refusal(s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'x', ACL: 'public-read' })))
  expect(await put()).toBe('AccessControlListNotSupported 400')
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] }
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }))
  expect(await put()).toBe('NotImplemented 501')
  await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }))
  expect(await put()).toBe('NotImplemented 501')
  const create = new CreateBucketCommand({
    Bucket: 'with-acl',
    ACL: 'public-read',
    ObjectOwnership: 'ObjectWriter',
  })
  expect(await refusal(s3.send(create))).toBe('NotImplemented 501')
})
