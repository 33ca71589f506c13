import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type ChecksumAlgorithm,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { signedHeaders } from '../../signed-request.ts'
import { failureOf, refusal, s3Rig } from './s3-rig.ts'

/** The check values of the CRC catalogue for these nine bytes, the SHAs by Node. */
const BODY = '123456789'
const DIGESTS: Readonly<Record<'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256', string>> = {
  CRC32: Buffer.from('cbf43926', 'hex').toString('base64'),
  CRC32C: Buffer.from('e3069283', 'hex').toString('base64'),
  CRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
  SHA1: createHash('sha1').update(BODY).digest('base64'),
  SHA256: createHash('sha256').update(BODY).digest('base64'),
}
const ALGORITHMS = Object.keys(DIGESTS) as (keyof typeof DIGESTS)[]

const rig = s3Rig()
let s3: S3Client
let Bucket: string

beforeAll(() => {
  s3 = rig.client()
})
beforeEach(() => {
  Bucket = rig.bucket()
})

/** Straight, as a client writes it that knows no checksums. */
function put(headers: Record<string, string> = {}, body: string | Buffer = BODY): Promise<Response> {
  return rig.request(`/${Bucket}/a`, { method: 'PUT', body: Buffer.from(body), headers })
}

async function codeOf(response: Response): Promise<string> {
  return `${/<Code>(.*)<\/Code>/.exec(await response.text())?.[1]} ${response.status}`
}

/** Frames `body` as `aws-chunked` does. */
function chunked(body: string, trailer = ''): string {
  const half = Math.floor(body.length / 2)
  const chunk = (text: string) =>
    `${text.length.toString(16)};chunk-signature=${'0'.repeat(64)}\r\n${text}\r\n`
  return `${chunk(body.slice(0, half))}${chunk(body.slice(half))}0;chunk-signature=0\r\n${trailer}\r\n`
}

const STREAMING = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': String(BODY.length),
}

/**
 * @documented S3 User Guide, Checking object integrity: S3 verifies the checksum of a request, stores it with
 *   the object, and returns it
 */
test.each(ALGORITHMS)('the SDK calculates %s; S3 verifies, stores and returns it', async algorithm => {
  const ChecksumAlgorithm = algorithm as ChecksumAlgorithm
  const member = `Checksum${algorithm}`
  const written = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: BODY, ChecksumAlgorithm }))
  expect(written).toMatchObject({ [member]: DIGESTS[algorithm], ChecksumType: 'FULL_OBJECT' })

  const quiet = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
  expect(quiet).not.toHaveProperty(member)
  const told = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }))
  expect(told).toMatchObject({ [member]: DIGESTS[algorithm], ChecksumType: 'FULL_OBJECT' })
  const { Checksum } = await s3.send(
    new GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes: ['Checksum'] }),
  )
  expect(Checksum).toEqual({ [member]: DIGESTS[algorithm], ChecksumType: 'FULL_OBJECT' })
})

/**
 * @documented S3 User Guide, Checking object integrity: an object whose checksum does not match is refused
 *   with BadDigest
 */
test.each(ALGORITHMS)('a wrong or invalid %s is refused', async algorithm => {
  const name = `x-amz-checksum-${algorithm.toLowerCase()}`
  const digest = Buffer.from(DIGESTS[algorithm], 'base64')
  digest[0] = (digest[0] as number) ^ 1
  expect(await codeOf(await put({ [name]: digest.toString('base64') }))).toBe('BadDigest 400')
  expect(await codeOf(await put({ [name]: 'rubbish' }))).toBe('InvalidRequest 400')
  expect((await put({ [name]: DIGESTS[algorithm] })).status).toBe(200)
})

/**
 * @documented S3 API Reference, PutObject, ChecksumAlgorithm: a checksum or trailer must come with it,
 *   "Otherwise, Amazon S3 fails the request with the HTTP status code 400 Bad Request."
 */
test('one checksum is enough, and one that is announced must come', async () => {
  const two = { 'x-amz-checksum-crc32': DIGESTS.CRC32, 'x-amz-checksum-sha1': DIGESTS.SHA1 }
  expect(await codeOf(await put(two))).toBe('InvalidRequest 400')
  expect(await codeOf(await put({ 'x-amz-sdk-checksum-algorithm': 'CRC32' }))).toBe('InvalidRequest 400')
  expect(await codeOf(await put({ 'x-amz-sdk-checksum-algorithm': 'CRC16' }))).toBe('InvalidRequest 400')
})

/** @documented S3 User Guide, Checking object integrity: an object without a checksum gets a CRC-64/NVME */
test('an object without a checksum gets a CRC-64/NVME', async () => {
  await put()
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }))
  expect(head).toMatchObject({ ChecksumCRC64NVME: DIGESTS.CRC64NVME, ChecksumType: 'FULL_OBJECT' })
})

/** @documented S3 API Reference, Error responses: BadDigest, InvalidDigest and XAmzContentSHA256Mismatch */
test('Content-MD5 and x-amz-content-sha256 are verified', async () => {
  const md5 = createHash('md5').update(BODY).digest('base64')
  const sha256 = createHash('sha256').update(BODY).digest('hex')
  const other = createHash('md5').update('other').digest('base64')
  expect((await put({ 'content-md5': md5, 'x-amz-content-sha256': sha256 })).status).toBe(200)
  expect((await put({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })).status).toBe(200)
  expect(await codeOf(await put({ 'content-md5': other }))).toBe('BadDigest 400')
  expect(await codeOf(await put({ 'content-md5': 'rubbish' }))).toBe('InvalidDigest 400')
  expect(await codeOf(await put({ 'x-amz-content-sha256': '0'.repeat(64) }))).toBe(
    'XAmzContentSHA256Mismatch 400',
  )
  expect(await codeOf(await put({ 'x-amz-content-sha256': 'rubbish' }))).toBe('InvalidRequest 400')
})

/**
 * @documented S3 API Reference, Signature calculations with trailing headers: a stream in chunks, with its
 *   checksum as trailer
 */
test('a stream comes in chunks with its checksum behind', async () => {
  const pieces = Array.from({ length: 20 }, (_, index) => Buffer.alloc(50_000 + index, String(index)))
  const whole = Buffer.concat(pieces)
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'stream',
      Body: Readable.from(pieces),
      ContentLength: whole.length,
      ChecksumAlgorithm: 'SHA256',
      ContentEncoding: 'gzip',
    }),
  )
  const { Body, ContentEncoding, ChecksumSHA256 } = await s3.send(
    new GetObjectCommand({ Bucket, Key: 'stream', ChecksumMode: 'ENABLED' }),
  )
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true)
  expect(ContentEncoding).toBe('gzip')
  expect(ChecksumSHA256).toBe(createHash('sha256').update(whole).digest('base64'))
})

/** @documented S3 API Reference, Signature calculations with trailing headers: the framing of aws-chunked */
test('the framing of aws-chunked comes off, extensions of chunks and the trailer too', async () => {
  const trailer = `x-amz-checksum-crc32c:${DIGESTS.CRC32C}\r\nx-amz-trailer-signature:0\r\n`
  const response = await put(
    { ...STREAMING, 'x-amz-trailer': 'x-amz-checksum-crc32c' },
    chunked(BODY, trailer),
  )
  expect(response.status).toBe(200)
  expect(response.headers.get('x-amz-checksum-crc32c')).toBe(DIGESTS.CRC32C)
  const { Body, ContentEncoding } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))
  expect(await Body?.transformToString()).toBe(BODY)
  expect(ContentEncoding).toBeUndefined()
})

/**
 * @documented S3 API Reference, Error responses: MalformedTrailerError, BadDigest, IncompleteBody and
 *   InvalidChunkSizeError
 */
test.each([
  ['a trailer that is missing', chunked(BODY), 'MalformedTrailerError 400'],
  ['a trailer that is wrong', chunked(BODY, 'x-amz-checksum-crc32:AAAAAA==\r\n'), 'BadDigest 400'],
  ['a trailer that is no header', chunked(BODY, 'rubbish\r\n'), 'MalformedTrailerError 400'],
  ['a body that is shorter than it says', chunked(BODY.slice(1)), 'IncompleteBody 400'],
  ['a body that is longer than it says', chunked(`${BODY}0`), 'IncompleteBody 400'],
  ['a body that ends before its last chunk', chunked(BODY).slice(0, 20), 'IncompleteBody 400'],
  ['a body without its last chunk', chunked(BODY).replace(/0;.*$/s, ''), 'IncompleteBody 400'],
  ['a body without framing', BODY, 'IncompleteBody 400'],
  ['a chunk without a size', `many\r\n${BODY}`, 'InvalidChunkSizeError 400'],
])('%s is refused', async (_, body, expected) => {
  expect(await codeOf(await put({ ...STREAMING, 'x-amz-trailer': 'x-amz-checksum-crc32' }, body))).toBe(
    expected,
  )
  expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'a' })))).toBe('NoSuchKey 404')
})

/**
 * @documented S3 API Reference, Error responses, MissingContentLength: "You must provide the Content-Length
 *   HTTP header"
 */
test('a length must be told: "You must provide the Content-Length HTTP header"', async () => {
  const { 'x-amz-decoded-content-length': _, ...unknown } = STREAMING
  expect(await codeOf(await put(unknown, chunked(BODY)))).toBe('MissingContentLength 411')
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(BODY))
      controller.close()
    },
  })
  const path = `/${Bucket}/a`
  const { host: _host, ...headers } = await signedHeaders(rig.rig.target, 's3', path, { method: 'PUT' })
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', headers, body, duplex: 'half' }
  expect(await codeOf(await fetch(rig.account.endpoint + path, init))).toBe('MissingContentLength 411')
})

/**
 * @documented S3 API Reference, GetObjectAttributes, ObjectAttributes: the members that are wanted, one at
 *   least
 */
test('GetObjectAttributes returns the requested attributes and requires at least one', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: BODY }))
  const output = await s3.send(
    new GetObjectAttributesCommand({
      Bucket,
      Key: 'a',
      ObjectAttributes: ['ETag', 'ObjectSize', 'StorageClass', 'ObjectParts'],
    }),
  )
  const { $metadata, ...attributes } = output
  expect(attributes).toEqual({
    ETag: createHash('md5').update(BODY).digest('hex'),
    ObjectSize: 9,
    StorageClass: 'STANDARD',
    LastModified: new Date(rig.clock.now()),
  })
  const odd = new GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes: ['Colour' as 'ETag'] })
  expect(await failureOf(s3.send(odd))).toMatchObject({ name: 'InvalidArgument' })
  expect((await rig.request(`/${Bucket}/a?attributes`)).status).toBe(400)
})
