import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { failureOf, refusal, s3Rig } from './s3-rig.ts'

const ETAG = '"781e5e245d69b566979b86e28d23f2c7"'
const OTHER_ETAG = '"00000000000000000000000000000000"'

const rig = s3Rig()
let s3: S3Client
let Bucket: string

beforeAll(() => {
  s3 = rig.client()
})
beforeEach(() => {
  Bucket = rig.bucket()
})

function put(input: Partial<PutObjectCommandInput> = {}) {
  return s3.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789', ...input }))
}

function get(input: Partial<GetObjectCommandInput> = {}) {
  return s3.send(new GetObjectCommand({ Bucket, Key: 'digits', ...input }))
}

function head(input: Partial<HeadObjectCommandInput> = {}) {
  return s3.send(new HeadObjectCommand({ Bucket, Key: 'digits', ...input }))
}

/** @documented S3 API Reference, GetObject, Range: "Downloads the specified byte range of an object." */
test.each([
  ['bytes=0-0', '0', 'bytes 0-0/10'],
  ['bytes=2-4', '234', 'bytes 2-4/10'],
  ['bytes=7-', '789', 'bytes 7-9/10'],
  ['bytes=8-100', '89', 'bytes 8-9/10'],
  ['bytes=-3', '789', 'bytes 7-9/10'],
  ['bytes=-100', '0123456789', 'bytes 0-9/10'],
])('%s is a part of the object (206)', async (Range, text, range) => {
  await put()
  const output = await get({ Range })
  expect(await output.Body?.transformToString()).toBe(text)
  expect(output).toMatchObject({
    $metadata: { httpStatusCode: 206 },
    ContentRange: range,
    ContentLength: text.length,
    AcceptRanges: 'bytes',
    ETag: ETAG,
  })
  expect(await head({ Range })).toMatchObject({
    $metadata: { httpStatusCode: 206 },
    ContentLength: text.length,
  })
})

/**
 * @documented RFC 9110, Range: an invalid range is passed over, and "Amazon S3 doesn't support retrieving
 *   multiple ranges of data per GET request."
 */
test.each(['bytes=4-2', 'bytes=-', 'bytes=a-b', 'items=0-1', 'bytes=0-1,3-4'])(
  '%s is passed over: "an origin server MUST ignore" what is no valid range, S3 several',
  async Range => {
    await put()
    const output = await get({ Range })
    expect(output.$metadata.httpStatusCode).toBe(200)
    expect(output.ContentRange).toBeUndefined()
    expect(await output.Body?.transformToString()).toBe('0123456789')
  },
)

/** @documented S3 API Reference, Error responses, InvalidRange: the range is not satisfiable */
test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('%s is not satisfiable (416)', async Range => {
  await put()
  expect(await failureOf(get({ Range }))).toMatchObject({
    name: 'InvalidRange',
    RangeRequested: Range,
    ActualObjectSize: '10',
    $metadata: { httpStatusCode: 416 },
  })
  expect((await failureOf(head({ Range }))).$metadata.httpStatusCode).toBe(416)
})

/** @documented S3 API Reference, Error responses, InvalidRange: the range is not satisfiable */
test('an empty object has no ranges', async () => {
  await put({ Body: Buffer.alloc(0) })
  expect(await refusal(get({ Range: 'bytes=0-' }))).toBe('InvalidRange 416')
  expect(await refusal(get({ Range: 'bytes=-1' }))).toBe('InvalidRange 416')
})

/** @documented S3 API Reference, GetObject, PartNumber: "Part number of the object being read." */
test('a part number means the whole of an object that came in one piece', async () => {
  await put()
  const output = await get({ PartNumber: 1 })
  expect(output).toMatchObject({ ContentLength: 10, ContentRange: 'bytes 0-9/10' })
  expect(output.PartsCount).toBeUndefined()
  expect(await refusal(get({ PartNumber: 2 }))).toBe('InvalidPartNumber 416')
  expect(await refusal(get({ PartNumber: 1, Range: 'bytes=0-1' }))).toBe('InvalidRequest 400')
})

const EARLIER = new Date('2025-12-31T00:00:00Z')
/** When the object was last modified; the stepped clock begins there. */
const THEN = new Date('2026-01-01T00:00:00Z')

/**
 * @documented S3 API Reference, GetObject: IfMatch, IfNoneMatch, IfModifiedSince and IfUnmodifiedSince, and
 *   how they combine
 */
test.each<[Partial<GetObjectCommandInput>, number]>([
  [{ IfMatch: ETAG }, 200],
  [{ IfMatch: ETAG.replaceAll('"', '') }, 200],
  [{ IfMatch: '*' }, 200],
  [{ IfMatch: `${OTHER_ETAG}, ${ETAG}` }, 200],
  [{ IfMatch: OTHER_ETAG }, 412],
  [{ IfNoneMatch: OTHER_ETAG }, 200],
  [{ IfNoneMatch: ETAG }, 304],
  [{ IfNoneMatch: '*' }, 304],
  [{ IfModifiedSince: EARLIER }, 200],
  [{ IfModifiedSince: THEN }, 304],
  [{ IfModifiedSince: new Date('2030-01-01T00:00:00Z') }, 200],
  [{ IfUnmodifiedSince: THEN }, 200],
  [{ IfUnmodifiedSince: EARLIER }, 412],
  // "If-Match … true, and; If-Unmodified-Since … false; then, S3 returns 200 OK and the data requested."
  [{ IfMatch: ETAG, IfUnmodifiedSince: EARLIER }, 200],
  // "If-None-Match … false, and; If-Modified-Since … true; then, S3 returns 304 Not Modified."
  [{ IfNoneMatch: ETAG, IfModifiedSince: EARLIER }, 304],
  [{ IfNoneMatch: OTHER_ETAG, IfModifiedSince: THEN }, 200],
])('%j is answered by %i', async (conditions, status) => {
  await put()
  const statusOf = (call: Promise<{ $metadata: { httpStatusCode?: number } }>) =>
    call.catch(error => error).then(({ $metadata }) => $metadata.httpStatusCode)
  expect(await statusOf(get(conditions))).toBe(status)
  expect(await statusOf(head(conditions))).toBe(status)
})

/**
 * @documented RFC 9110, 304 Not Modified: the validators of the response; S3 API Reference, Error responses,
 *   PreconditionFailed
 */
test('304 tells the validators, 412 the condition', async () => {
  await put()
  const unchanged = await failureOf(get({ IfNoneMatch: ETAG }))
  expect(unchanged.$response?.headers).toMatchObject({
    etag: ETAG,
    'last-modified': THEN.toUTCString(),
  })
  expect(await failureOf(get({ IfMatch: OTHER_ETAG }))).toMatchObject({
    name: 'PreconditionFailed',
    Condition: 'If-Match',
  })
  expect(await refusal(get({ Key: 'nope', IfNoneMatch: '*' }))).toBe('NoSuchKey 404')
})

/** @documented S3 User Guide, Conditional writes: If-None-Match "prevents overwrites of existing objects" */
test('"If-None-Match: *" writes once: "prevents overwrites of existing objects"', async () => {
  await put({ IfNoneMatch: '*' })
  expect(await failureOf(put({ IfNoneMatch: '*', Body: 'other' }))).toMatchObject({
    name: 'PreconditionFailed',
    Condition: 'If-None-Match',
    $metadata: { httpStatusCode: 412 },
  })
  expect(await (await get()).Body?.transformToString()).toBe('0123456789')
  expect(await refusal(put({ IfNoneMatch: ETAG }))).toBe('NotImplemented 501')
})

/** @documented S3 User Guide, Conditional writes: of concurrent conditional writes the first one succeeds */
test('of concurrent writers that want to be the first, one is', async () => {
  const writes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => put({ Key: 'race', IfNoneMatch: '*', Body: `${index}` })),
  )
  expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

/**
 * @documented S3 User Guide, Conditional writes: If-Match compares the ETag; 412 where it differs, 404 where
 *   the object is gone
 */
test('If-Match replaces what it knows: 412 where it changed, 404 where it is gone', async () => {
  await put()
  await put({ IfMatch: ETAG, Body: 'new' })
  expect(await refusal(put({ IfMatch: ETAG, Body: 'newer' }))).toBe('PreconditionFailed 412')
  expect(await refusal(put({ IfMatch: ETAG, Key: 'nope' }))).toBe('NoSuchKey 404')
})
