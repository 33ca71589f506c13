import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandInput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { failureOf, refusal, s3Rig } from './s3-rig.ts'

const MIB = 1024 ** 2
const FIRST = Buffer.alloc(5 * MIB, 'first ')
const LAST = Buffer.from('and last')
const WHOLE = Buffer.concat([FIRST, LAST])

const rig = s3Rig()
let s3: S3Client
let Bucket: string

beforeAll(() => {
  s3 = rig.client()
})
beforeEach(() => {
  Bucket = rig.bucket()
})

async function begin(Key = 'big', more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))
  return UploadId as string
}

function part(
  UploadId: string,
  PartNumber: number,
  Body: Buffer,
  more: Partial<UploadPartCommandInput> = {},
) {
  return s3.send(new UploadPartCommand({ Bucket, Key: 'big', UploadId, PartNumber, Body, ...more }))
}

function complete(
  UploadId: string,
  Parts: CompletedPart[],
  more: Partial<CompleteMultipartUploadCommandInput> = {},
) {
  return s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: 'big', UploadId, MultipartUpload: { Parts }, ...more }),
  )
}

/** Both parts of {@link WHOLE}, uploaded. */
async function bothParts(UploadId: string, more: Partial<UploadPartCommandInput> = {}) {
  const first = await part(UploadId, 1, FIRST, more)
  const last = await part(UploadId, 2, LAST, more)
  return [first, last].map((uploaded, index): CompletedPart => {
    const { ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256, ChecksumCRC64NVME } = uploaded
    const checksums = { ChecksumCRC32, ChecksumCRC32C, ChecksumSHA1, ChecksumSHA256, ChecksumCRC64NVME }
    return { PartNumber: index + 1, ETag, ...checksums }
  })
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest()
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
const E_TAG = `"${md5(Buffer.concat([md5(FIRST), md5(LAST)])).toString('hex')}-2"`

/**
 * @documented S3 API Reference, CompleteMultipartUpload: "Completes a multipart upload by assembling
 *   previously uploaded parts."
 */
test('parts become one object, with what the upload was created with', async () => {
  const UploadId = await begin('big', {
    ContentType: 'video/mp4',
    Metadata: { a: 'b' },
    Tagging: 'k=v',
    StorageClass: 'STANDARD_IA',
  })
  const parts = (await bothParts(UploadId)).map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
  expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'big' })))).toBe('NoSuchKey 404')

  const output = await complete(UploadId, parts)
  expect(output).toMatchObject({ Bucket, Key: 'big', ETag: E_TAG, ChecksumType: 'FULL_OBJECT' })
  expect(output.Location).toContain(`/${Bucket}/big`)
  const { Body, ...got } = await s3.send(new GetObjectCommand({ Bucket, Key: 'big' }))
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(WHOLE)).toBe(true)
  expect(got).toMatchObject({
    ETag: E_TAG,
    ContentLength: WHOLE.length,
    ContentType: 'video/mp4',
    Metadata: { a: 'b' },
    StorageClass: 'STANDARD_IA',
    TagCount: 1,
  })
})

/**
 * @documented S3 API Reference, GetObject, PartNumber: "Effectively performs a 'ranged' GET request for the
 *   part specified."
 */
test('a part number reads a part ("Effectively performs a \'ranged\' GET request for the part specified")', async () => {
  const UploadId = await begin()
  await complete(UploadId, await bothParts(UploadId))
  const second = await s3.send(new GetObjectCommand({ Bucket, Key: 'big', PartNumber: 2 }))
  expect(await second.Body?.transformToString()).toBe('and last')
  expect(second).toMatchObject({
    $metadata: { httpStatusCode: 206 },
    PartsCount: 2,
    ContentRange: `bytes ${FIRST.length}-${WHOLE.length - 1}/${WHOLE.length}`,
  })
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'big', PartNumber: 1 }))
  expect(head).toMatchObject({ PartsCount: 2, ContentLength: FIRST.length, ETag: E_TAG })
  const third = s3.send(new HeadObjectCommand({ Bucket, Key: 'big', PartNumber: 3 }))
  expect((await failureOf(third)).$metadata.httpStatusCode).toBe(416)
})

/**
 * @documented S3 API Reference, UploadPart: "If you upload a new part using the same part number that was
 *   used with a previous part, the previously uploaded part is overwritten."
 */
test('a part that is uploaded again replaces the previous one', async () => {
  const UploadId = await begin()
  const former = await part(UploadId, 7, Buffer.from('former'))
  const latter = await part(UploadId, 7, Buffer.from('latter'))
  expect(await refusal(complete(UploadId, [{ PartNumber: 7, ETag: former.ETag }]))).toBe('InvalidPart 400')
  await complete(UploadId, [{ PartNumber: 7, ETag: latter.ETag }])
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'big' }))
  expect(await Body?.transformToString()).toBe('latter')
})

/**
 * @documented S3 API Reference, CompleteMultipartUpload: the errors EntityTooSmall, InvalidPart and
 *   InvalidPartOrder
 */
test('a failed completion leaves the upload unchanged', async () => {
  const UploadId = await begin()
  const [first, last] = (await bothParts(UploadId)) as [CompletedPart, CompletedPart]
  const small = await part(UploadId, 3, LAST)
  const third = { PartNumber: 3, ETag: small.ETag }
  expect(await refusal(complete(UploadId, [last, first]))).toBe('InvalidPartOrder 400')
  expect(await refusal(complete(UploadId, [first, first]))).toBe('InvalidPartOrder 400')
  expect(await failureOf(complete(UploadId, [first, last, third]))).toMatchObject({
    name: 'EntityTooSmall',
    ProposedSize: '8',
    MinSizeAllowed: String(5 * MIB),
    PartNumber: '2',
  })
  expect(await refusal(complete(UploadId, [{ PartNumber: 1, ETag: '"0"' }]))).toBe('InvalidPart 400')
  expect(await refusal(complete(UploadId, [{ PartNumber: 9, ETag: first.ETag }]))).toBe('InvalidPart 400')
  expect(await refusal(complete(UploadId, []))).toBe('MalformedXML 400')
  expect(await refusal(complete(UploadId, [first, last], { MpuObjectSize: 1 }))).toBe('InvalidRequest 400')
  await complete(UploadId, [first, last], { MpuObjectSize: WHOLE.length })
})

/** @documented S3 API Reference, CompleteMultipartUpload and AbortMultipartUpload: the error NoSuchUpload */
test('an upload that is over, or never was, is NoSuchUpload', async () => {
  const completed = await begin()
  const { ETag } = await part(completed, 1, LAST)
  await complete(completed, [{ PartNumber: 1, ETag }])
  const aborted = await begin()
  const abort = () => s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'big', UploadId: aborted }))
  expect((await abort()).$metadata.httpStatusCode).toBe(204)
  expect(await refusal(abort())).toBe('NoSuchUpload 404')
  for (const UploadId of [completed, aborted, 'rubbish']) {
    expect(await refusal(part(UploadId, 1, LAST))).toBe('NoSuchUpload 404')
    expect(await refusal(complete(UploadId, [{ PartNumber: 1, ETag }]))).toBe('NoSuchUpload 404')
    expect(await refusal(s3.send(new ListPartsCommand({ Bucket, Key: 'big', UploadId })))).toBe(
      'NoSuchUpload 404',
    )
  }
  const elsewhere = new ListPartsCommand({ Bucket, Key: 'small', UploadId: await begin() })
  expect(await refusal(s3.send(elsewhere))).toBe('NoSuchUpload 404')
})

/** @documented S3 API Reference, UploadPart: "any number from 1 to 10,000, inclusive" */
test.each([0, -1, 10_001])(
  '%i is not a part number ("any number from 1 to 10,000, inclusive")',
  async number => {
    expect(await refusal(part(await begin(), number, LAST))).toBe('InvalidArgument 400')
  },
)

/**
 * @documented S3 API Reference, CompleteMultipartUpload, IfNoneMatch: "Uploads the object only if the object
 *   key name does not already exist in the bucket specified."
 */
test('an upload is conditional when it is completed', async () => {
  const UploadId = await begin()
  const { ETag } = await part(UploadId, 1, LAST)
  await s3.send(new PutObjectCommand({ Bucket, Key: 'big', Body: 'first come' }))
  const parts = [{ PartNumber: 1, ETag }]
  expect(await refusal(complete(UploadId, parts, { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412')
  await complete(UploadId, parts)
})

/**
 * @documented S3 User Guide, Checking object integrity: a composite checksum is "a checksum of the checksums
 *   for each individual part"
 */
test('a composite checksum is one of the parts\' checksums ("a checksum of the checksums for each individual part")', async () => {
  const UploadId = await begin('big', { ChecksumAlgorithm: 'SHA256' })
  const parts = await bothParts(UploadId, { ChecksumAlgorithm: 'SHA256' })
  const bare = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
  expect(await refusal(complete(UploadId, bare))).toBe('InvalidRequest 400')
  const wrong = parts.map(({ ChecksumSHA256: _, ...rest }) => ({ ...rest, ChecksumSHA256: 'AAAA' }))
  expect(await refusal(complete(UploadId, wrong))).toBe('InvalidPart 400')
  expect(await refusal(part(UploadId, 3, LAST, { ChecksumAlgorithm: 'CRC32' }))).toBe('InvalidRequest 400')

  const value = `${sha256(Buffer.concat([sha256(FIRST), sha256(LAST)])).toString('base64')}-2`
  expect(await refusal(complete(UploadId, parts, { ChecksumSHA256: `${value.slice(0, -1)}3` }))).toBe(
    'BadDigest 400',
  )
  const output = await complete(UploadId, parts, { ChecksumSHA256: value })
  expect(output).toMatchObject({ ChecksumSHA256: value, ChecksumType: 'COMPOSITE' })
  const attributes = await s3.send(
    new GetObjectAttributesCommand({ Bucket, Key: 'big', ObjectAttributes: ['Checksum', 'ObjectParts'] }),
  )
  expect(attributes.Checksum).toMatchObject({
    ChecksumSHA256: value?.replace('-2', ''),
    ChecksumType: 'COMPOSITE',
  })
  expect(attributes.ObjectParts).toMatchObject({
    TotalPartsCount: 2,
    IsTruncated: false,
    Parts: [
      { PartNumber: 1, Size: FIRST.length, ChecksumSHA256: sha256(FIRST).toString('base64') },
      { PartNumber: 2, Size: LAST.length, ChecksumSHA256: sha256(LAST).toString('base64') },
    ],
  })
})

/** @documented S3 User Guide, Checking object integrity: a full object checksum is one of the whole */
test('a full object checksum is one of the whole, whatever its parts were', async () => {
  const UploadId = await begin('big', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' })
  const parts = await bothParts(UploadId)
  const single = await s3.send(new PutObjectCommand({ Bucket, Key: 'single', Body: WHOLE }))
  const output = await complete(UploadId, parts, { ChecksumType: 'FULL_OBJECT' })
  expect(output).toMatchObject({ ChecksumCRC32: single.ChecksumCRC32, ChecksumType: 'FULL_OBJECT' })
  const odd = begin('big', { ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' })
  expect(await refusal(odd)).toBe('InvalidRequest 400')
})

/**
 * @documented S3 User Guide, Checking object integrity: a part whose checksum does not match is refused with
 *   BadDigest
 */
test('a wrong checksum of a part keeps it out', async () => {
  const UploadId = await begin()
  expect(await refusal(part(UploadId, 1, LAST, { ChecksumCRC32: 'AAAAAA==' }))).toBe('BadDigest 400')
  const { Parts } = await s3.send(new ListPartsCommand({ Bucket, Key: 'big', UploadId }))
  expect(Parts).toBeUndefined()
})

/**
 * @documented S3 API Reference, UploadPartCopy: "Uploads a part by copying data from an existing object as
 *   data source."
 */
test('parts are copied from objects, whole or in ranges', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: WHOLE }))
  const UploadId = await begin()
  const copyPart = (PartNumber: number, CopySourceRange?: string, Key = 'source') =>
    s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key: 'big',
        UploadId,
        PartNumber,
        CopySource: `${Bucket}/${Key}`,
        CopySourceRange,
      }),
    )
  const whole = await copyPart(1)
  const range = await copyPart(2, `bytes=${FIRST.length}-${WHOLE.length - 1}`)
  expect(whole.CopyPartResult).toMatchObject({ ETag: `"${md5(WHOLE).toString('hex')}"` })
  for (const malformed of ['bytes=0-', 'bytes=-5', 'bytes=5-1', '0-1', `bytes=0-${WHOLE.length}`]) {
    expect(await refusal(copyPart(3, malformed))).toBe('InvalidArgument 400')
  }
  expect(await refusal(copyPart(3, `bytes=${WHOLE.length}-${WHOLE.length}`))).toBe('InvalidRequest 400')
  expect(await refusal(copyPart(3, undefined, 'nope'))).toBe('NoSuchKey 404')
  await complete(UploadId, [
    { PartNumber: 1, ETag: whole.CopyPartResult?.ETag },
    { PartNumber: 2, ETag: range.CopyPartResult?.ETag },
  ])
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'big' }))
  expect(head.ContentLength).toBe(WHOLE.length + LAST.length)
})

/**
 * @documented S3 API Reference, ListParts: "Lists the parts that have been uploaded for a specific multipart
 *   upload."
 */
test('parts are listed by number, in pages', async () => {
  const UploadId = await begin('big', { ChecksumAlgorithm: 'CRC32' })
  for (const number of [10_000, 2, 5]) await part(UploadId, number, Buffer.from(`part ${number}`))
  const parts = (more: object = {}) =>
    s3.send(new ListPartsCommand({ Bucket, Key: 'big', UploadId, ...more }))
  const first = await parts({ MaxParts: 2 })
  expect(first).toMatchObject({
    UploadId,
    IsTruncated: true,
    MaxParts: 2,
    NextPartNumberMarker: '5',
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'COMPOSITE',
    StorageClass: 'STANDARD',
  })
  expect(first.Parts?.[0]).toEqual({
    PartNumber: 2,
    Size: 6,
    ETag: `"${md5(Buffer.from('part 2')).toString('hex')}"`,
    LastModified: new Date(rig.clock.now()),
    ChecksumCRC32: expect.any(String),
  })
  const second = await parts({ PartNumberMarker: '5' })
  expect(second.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([10_000])
  expect(second.IsTruncated).toBe(false)
})

/**
 * @documented S3 API Reference, ListMultipartUploads: uploads by key, then by the time of their initiation
 */
test('uploads are listed by key, then by their age, in pages', async () => {
  const uploads = (more: Partial<ListMultipartUploadsCommandInput> = {}) =>
    s3.send(new ListMultipartUploadsCommand({ Bucket, ...more }))
  expect((await uploads()).Uploads).toBeUndefined()
  const b = await begin('b')
  const a1 = await begin('a')
  await rig.clock.advanceBy({ seconds: 1 })
  const a2 = await begin('a')
  await begin('dir/c')

  const first = await uploads({ MaxUploads: 1 })
  expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'a', NextUploadIdMarker: a1 })
  expect(first.Uploads).toMatchObject([{ Key: 'a', UploadId: a1, StorageClass: 'STANDARD' }])
  const rest = await uploads({ KeyMarker: 'a', UploadIdMarker: a1, Delimiter: '/' })
  expect(rest.Uploads?.map(({ UploadId }) => UploadId)).toEqual([a2, b])
  expect(rest.CommonPrefixes).toEqual([{ Prefix: 'dir/' }])
  const behind = await uploads({ KeyMarker: 'a' })
  expect(behind.Uploads?.map(({ Key }) => Key)).toEqual(['b', 'dir/c'])
  expect((await uploads({ Prefix: 'b' })).Uploads).toHaveLength(1)
})

/**
 * @documented S3 API Reference, CompleteMultipartUpload: "Completes a multipart upload by assembling
 *   previously uploaded parts."
 */
test('lib-storage uploads a stream in parts', async () => {
  const upload = new Upload({
    client: s3,
    params: { Bucket, Key: 'stream', Body: WHOLE },
    partSize: 5 * MIB,
    queueSize: 2,
  })
  expect(await upload.done()).toMatchObject({ ETag: E_TAG })
})

/** @recorded tests/aws/services/s3/test_s3_api.py::TestS3ObjectWritePrecondition::test_multipart_if_match_with_put, 2026-02-21 */
test('a conditional completion conflicts with a write after the upload began', async () => {
  const before = await s3.send(new PutObjectCommand({ Bucket, Key: 'big', Body: 'x' }))
  const UploadId = await begin()
  const parts = await bothParts(UploadId)
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'big', Body: 'y' }))
  expect(await refusal(complete(UploadId, parts, { IfMatch: before.ETag }))).toBe('PreconditionFailed 412')
  expect(await failureOf(complete(UploadId, parts, { IfMatch: ETag }))).toMatchObject({
    name: 'ConditionalRequestConflict',
    Condition: 'If-Match',
    Key: 'big',
    $metadata: { httpStatusCode: 409 },
  })
  await complete(UploadId, parts)
})

/** @recorded tests/aws/services/s3/test_s3_api.py::TestS3ObjectWritePrecondition::test_multipart_if_none_match_with_delete, 2026-02-21 */
test('a completion that expects no object conflicts with a delete after the upload began', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'big', Body: 'x' }))
  const UploadId = await begin()
  const parts = await bothParts(UploadId)
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'big' }))
  expect(await refusal(complete(UploadId, parts, { IfNoneMatch: '*' }))).toBe(
    'ConditionalRequestConflict 409',
  )
})

/** @recorded tests/aws/services/s3/test_s3_list_operations.py::TestS3ListParts::test_list_parts_pagination, 2026-02-21 */
test('parts have checksums in listings only if the upload has an algorithm', async () => {
  const listed = async (more: Partial<CreateMultipartUploadCommandInput>) => {
    const UploadId = await begin('big', more)
    await part(UploadId, 1, LAST)
    return (await s3.send(new ListPartsCommand({ Bucket, Key: 'big', UploadId }))).Parts?.[0]
  }
  expect(await listed({ ChecksumAlgorithm: undefined })).not.toHaveProperty('ChecksumCRC32')
  expect(await listed({ ChecksumAlgorithm: 'CRC32' })).toHaveProperty('ChecksumCRC32')
})
