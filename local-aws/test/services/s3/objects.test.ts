import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
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

function put(
  Key: string,
  Body: PutObjectCommandInput['Body'] = 'x',
  more: Partial<PutObjectCommandInput> = {},
) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
}

async function get(Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return Body?.transformToString()
}

/** @documented S3 API Reference, PutObject and GetObject: the headers and the metadata of an object */
test('an object is returned with its headers and metadata', async () => {
  const { ETag } = await put('hello.txt', 'hello', {
    ContentType: 'text/plain',
    CacheControl: 'max-age=60',
    ContentDisposition: 'attachment; filename="a.txt"',
    ContentEncoding: 'identity',
    ContentLanguage: 'de',
    Expires: new Date('2030-01-01T00:00:00Z'),
    Metadata: { Colour: 'red', 'two-words': 'a, b' },
  })

  const { Body, ...output } = await s3.send(new GetObjectCommand({ Bucket, Key: 'hello.txt' }))
  expect(await Body?.transformToString()).toBe('hello')
  expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"')
  expect(output).toMatchObject({
    AcceptRanges: 'bytes',
    ContentLength: 5,
    ETag,
    ContentType: 'text/plain',
    CacheControl: 'max-age=60',
    ContentDisposition: 'attachment; filename="a.txt"',
    ContentEncoding: 'identity',
    ContentLanguage: 'de',
    ExpiresString: 'Tue, 01 Jan 2030 00:00:00 GMT',
    LastModified: new Date(rig.clock.now()),
    Metadata: { colour: 'red', 'two-words': 'a, b' },
    ServerSideEncryption: 'AES256',
  })
  expect(output.VersionId).toBeUndefined()

  const { Body: _, ...head } = await s3
    .send(new HeadObjectCommand({ Bucket, Key: 'hello.txt' }))
    .then(found => ({ Body: undefined, ...found }))
  expect(head).toMatchObject({
    ContentLength: 5,
    ETag,
    ContentType: 'text/plain',
    Metadata: { colour: 'red' },
  })
})

/**
 * @documented S3 User Guide, Naming Amazon S3 objects: "you can use any UTF-8 character in an object key
 *   name"
 */
test.each([
  'a b+c&d=e?f#g',
  'ünï/日本語/😀.txt',
  '/begins/with/slash',
  'ends/with/slash/',
  'double//slash',
  '../up/./and/../down',
  '.',
  '100%25 literal %2F',
  'quotes"\'<>&;',
  'tab\tand\nnewline',
])('%j is a key like any other ("you can use any UTF-8 character in an object key name")', async Key => {
  await put(Key, Key)

  expect(await get(Key)).toBe(Key)
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }))
  expect(Contents?.map(({ Key }) => Key)).toEqual([Key])
  await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  expect(await refusal(get(Key))).toBe('NoSuchKey 404')
})

/** @documented S3 User Guide, Naming Amazon S3 objects: a key has at most 1,024 bytes in UTF-8 */
test('a key has at most 1,024 bytes in UTF-8', async () => {
  await put('ü'.repeat(512))
  expect(await refusal(put('ü'.repeat(513)))).toBe('KeyTooLongError 400')
})

/** @documented S3 API Reference, PutObject: a put replaces the object of its key */
test('an object may be empty and may be replaced', async () => {
  const { ETag } = await put('empty', Buffer.alloc(0))
  expect(ETag).toBe('"d41d8cd98f00b204e9800998ecf8427e"')
  expect(await get('empty')).toBe('')

  await put('empty', 'full', { Metadata: { new: 'yes' } })
  expect(await get('empty')).toBe('full')
})

/** @documented S3 API Reference, PutObject, ContentType: binary/octet-stream without one */
test('without a content type it is binary/octet-stream', async () => {
  const response = await rig.request(`/${Bucket}/plain`, { method: 'PUT', body: Buffer.from('x') })
  expect(response.status).toBe(200)
  const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'plain' }))
  expect(ContentType).toBe('binary/octet-stream')
})

/** @documented S3 API Reference, Error responses: NoSuchKey and NoSuchBucket; HeadObject has no body */
test('what is not there: NoSuchKey and NoSuchBucket, with their members; HEAD has no body to name them', async () => {
  const missing = await failureOf(get('nope'))
  expect(missing).toMatchObject({ name: 'NoSuchKey', Key: 'nope', $metadata: { httpStatusCode: 404 } })
  expect(missing.message).toBe('The specified key does not exist.')
  const bucketless = await failureOf(s3.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'a' })))
  expect(bucketless).toMatchObject({ name: 'NoSuchBucket', BucketName: 'no-such-bucket' })
  expect(
    await refusal(s3.send(new PutObjectCommand({ Bucket: 'no-such-bucket', Key: 'a', Body: 'x' }))),
  ).toBe('NoSuchBucket 404')
  expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: 'nope' })))).toBe('NotFound 404')
})

/** @recorded tests/aws/services/s3/test_s3.py::TestS3::test_range_key_not_exists, 2026-02-21 */
test('errors are XML in no namespace, with the request id that the header has too', async () => {
  const response = await rig.request(`/${Bucket}/a%3Cb`)
  const id = response.headers.get('x-amz-request-id')
  expect(id).toMatch(/^[A-Z0-9]{16}$/)
  expect(response.headers.get('content-type')).toBe('application/xml')
  expect(await response.text()).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&lt;b</Key><RequestId>${id}</RequestId><HostId>${response.headers.get('x-amz-id-2')}</HostId></Error>`,
  )
})

/** @documented S3 API Reference, DeleteObject, response syntax: HTTP/1.1 204 */
test('deleting what is not there succeeds, in a bucket that is ("204 No Content")', async () => {
  const { $metadata, DeleteMarker, VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'no' }))
  expect($metadata.httpStatusCode).toBe(204)
  expect([DeleteMarker, VersionId]).toEqual([undefined, undefined])
  expect(await refusal(s3.send(new DeleteObjectCommand({ Bucket: 'no-such-bucket', Key: 'a' })))).toBe(
    'NoSuchBucket 404',
  )
})

/**
 * @documented S3 API Reference, DeleteObjects: up to 1,000 keys; in quiet mode the response has only errors
 */
test('DeleteObjects deletes up to 1,000 keys; quiet mode reports only errors', async () => {
  await put('a & b')
  await put('c')
  const first = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a & b' }, { Key: 'nope' }] } }),
  )
  expect(first.Deleted).toEqual([{ Key: 'a & b' }, { Key: 'nope' }])
  expect(first.Errors).toBeUndefined()

  const quiet = await s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Quiet: true, Objects: [{ Key: 'c' }, { Key: 'd', VersionId: 'rubbish' }] },
    }),
  )
  expect(quiet.Deleted).toBeUndefined()
  expect(quiet.Errors).toMatchObject([{ Key: 'd', VersionId: 'rubbish', Code: 'NoSuchVersion' }])
  expect(await refusal(get('c'))).toBe('NoSuchKey 404')

  const many = Array.from({ length: 1001 }, (_, index) => ({ Key: String(index) }))
  expect(await refusal(s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: many } })))).toBe(
    'MalformedXML 400',
  )
})

/**
 * @documented S3 API Reference, DeleteObjects: "The Content-MD5 request header is required for all
 *   Multi-Object Delete requests"
 */
test('DeleteObjects without a checksum of its body is refused', async () => {
  const body = '<Delete><Object><Key>a</Key></Object></Delete>'
  const response = await rig.request(`/${Bucket}?delete`, { method: 'POST', body })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('<Code>InvalidRequest</Code>')
})

/** @documented S3 User Guide, Working with object metadata: user-defined metadata has at most 2 KB */
test('user metadata has at most 2 KB', async () => {
  await put('fits', 'x', { Metadata: { k: 'v'.repeat(2047) } })
  expect(await refusal(put('a', 'x', { Metadata: { k: 'v'.repeat(2048) } }))).toBe('MetadataTooLarge 400')
})

/**
 * @documented S3 User Guide, Working with object metadata: metadata beyond US-ASCII is "encoded as per RFC
 *   2047"
 */
test('metadata beyond ASCII comes back "encoded as per RFC 2047", read as the example of the User Guide shows', async () => {
  const sent = Buffer.from('ÄMÄZÕÑ S3').toString('latin1')
  const headers = { 'x-amz-meta-nonascii': sent }
  await rig.request(`/${Bucket}/a`, { method: 'PUT', body: 'x', headers })
  const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
  expect(Metadata).toEqual({ nonascii: '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=' })
})

/** @documented S3 API Reference, GetObject: the response-… parameters override the headers of a response */
test('response-… parameters override the headers of an answer', async () => {
  await put('a', 'x', { ContentType: 'text/plain' })
  const output = await s3.send(
    new GetObjectCommand({
      Bucket,
      Key: 'a',
      ResponseContentType: 'application/json',
      ResponseCacheControl: 'no-store',
      ResponseContentDisposition: 'inline',
      ResponseContentEncoding: 'identity',
      ResponseContentLanguage: 'en',
      ResponseExpires: new Date('2031-01-01T00:00:00Z'),
    }),
  )
  expect(output).toMatchObject({
    ContentType: 'application/json',
    CacheControl: 'no-store',
    ContentDisposition: 'inline',
    ContentEncoding: 'identity',
    ContentLanguage: 'en',
    ExpiresString: 'Wed, 01 Jan 2031 00:00:00 GMT',
  })
  const unsendable = new GetObjectCommand({ Bucket, Key: 'a', ResponseContentDisposition: 'filename=日' })
  expect(await refusal(s3.send(unsendable))).toBe('InvalidArgument 400')
})

/**
 * @documented S3 API Reference, GetObject, InvalidObjectState: "Object is archived and inaccessible until
 *   restored."
 */
test('a storage class is kept, and told where it is not STANDARD; archived objects cannot be read', async () => {
  await put('a', 'x', { StorageClass: 'STANDARD' })
  await put('b', 'x', { StorageClass: 'STANDARD_IA' })
  await put('c', 'x', { StorageClass: 'GLACIER' })
  const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key }))
  expect((await head('a')).StorageClass).toBeUndefined()
  expect((await head('b')).StorageClass).toBe('STANDARD_IA')
  expect((await head('c')).StorageClass).toBe('GLACIER')
  expect(await refusal(get('c'))).toBe('InvalidObjectState 403')
  const odd = put('d', 'x', { StorageClass: 'CELLAR' as 'STANDARD' })
  expect(await refusal(odd)).toBe('InvalidStorageClass 400')
})

/**
 * @documented S3 API Reference, Error responses: AccessControlListNotSupported, InvalidRedirectLocation and
 *   InvalidArgument
 * @own object locks and keys of customers, refused as not simulated
 */
test.each<[Partial<PutObjectCommandInput>, string]>([
  [{ ACL: 'public-read' }, 'AccessControlListNotSupported 400'],
  [{ ObjectLockLegalHoldStatus: 'ON' }, 'NotImplemented 501'],
  [{ SSECustomerAlgorithm: 'AES256' }, 'NotImplemented 501'],
  [{ WebsiteRedirectLocation: 'elsewhere' }, 'InvalidRedirectLocation 400'],
  [{ ServerSideEncryption: 'rot13' as 'AES256' }, 'InvalidArgument 400'],
])('%j is refused, not passed over', async (more, expected) => {
  expect(await refusal(put('a', 'x', more))).toBe(expected)
})

/** @own requests that are refused as not simulated */
test.each([
  ['GET', '?inventory', 'NotImplemented', 501],
  ['PUT', '/key?retention', 'NotImplemented', 501],
  ['PATCH', '/key', 'MethodNotAllowed', 405],
  ['GET', '/%zz', 'InvalidURI', 400],
])('%s %s is %s', async (method, path, code, status) => {
  const response = await rig.request(`/${Bucket}${path}`, { method })
  expect(response.status).toBe(status)
  expect(await response.text()).toContain(`<Code>${code}</Code>`)
})

/**
 * @documented S3 API Reference, ExpectedBucketOwner: "the request fails with the HTTP status code 403
 *   Forbidden (access denied)"
 */
test('a bucket of another owner than the request expects is not touched ("403 Forbidden (access denied)")', async () => {
  const expecting = (ExpectedBucketOwner: string) => put('a', 'x', { ExpectedBucketOwner })
  await expecting('000000000000')
  expect(await refusal(expecting('111111111111'))).toBe('AccessDenied 403')
  expect(await refusal(expecting('me'))).toBe('InvalidBucketOwnerAWSAccountID 400')
})
