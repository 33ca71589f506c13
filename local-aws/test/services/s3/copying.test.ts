import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  type S3Client,
  type Tag,
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

function put(Key: string, Body = 'x', more: Partial<PutObjectCommandInput> = {}) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
}

function copy(source: string, Key: string, more: Partial<CopyObjectCommandInput> = {}) {
  return s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${source}`, ...more }))
}

function head(Key: string) {
  return s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
}

async function text(Key: string) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return Body?.transformToString()
}

async function tags(Key: string) {
  return (await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet
}

/**
 * @documented S3 API Reference, CopyObject: a copy has the metadata and tags of its source, its checksum, and
 *   not its x-amz-website-redirect-location
 */
test('a copy has the content, the metadata, the tags and the checksum of its source, but not where it redirects to', async () => {
  const original = await put('a', 'same', {
    ContentType: 'text/plain',
    Metadata: { colour: 'red' },
    Tagging: 'k=v',
    StorageClass: 'STANDARD_IA',
    WebsiteRedirectLocation: '/elsewhere',
    ChecksumAlgorithm: 'SHA256',
  })
  const { CopyObjectResult } = await copy('a', 'b')
  expect(CopyObjectResult).toEqual({
    ETag: original.ETag,
    LastModified: new Date(rig.clock.now()),
    ChecksumSHA256: original.ChecksumSHA256,
    ChecksumType: 'FULL_OBJECT',
  })
  expect(await text('b')).toBe('same')
  const copied = await head('b')
  expect(copied).toMatchObject({
    ContentType: 'text/plain',
    Metadata: { colour: 'red' },
    ChecksumSHA256: original.ChecksumSHA256,
    TagCount: 1,
  })
  expect([copied.StorageClass, copied.WebsiteRedirectLocation]).toEqual([undefined, undefined])
  expect(await tags('b')).toEqual([{ Key: 'k', Value: 'v' }])
})

/**
 * @documented S3 API Reference, CopyObject, MetadataDirective and TaggingDirective: REPLACE takes them from
 *   the request
 */
test('REPLACE takes all metadata and tags from the request', async () => {
  await put('a', 'x', {
    ContentType: 'text/plain',
    CacheControl: 'no-store',
    Metadata: { old: '1' },
    Tagging: 'a=1',
  })
  await copy('a', 'b', {
    MetadataDirective: 'REPLACE',
    ContentType: 'image/png',
    Metadata: { new: '2' },
    TaggingDirective: 'REPLACE',
    Tagging: 'b=2',
    ChecksumAlgorithm: 'SHA1',
  })
  const copied = await head('b')
  expect(copied).toMatchObject({ ContentType: 'image/png', Metadata: { new: '2' } })
  expect(copied.CacheControl).toBeUndefined()
  expect(copied.ChecksumSHA1).toBeDefined()
  expect(await tags('b')).toEqual([{ Key: 'b', Value: '2' }])
  expect(await refusal(copy('a', 'b', { MetadataDirective: 'MERGE' as 'COPY' }))).toBe('InvalidArgument 400')
})

/** @documented S3 API Reference, CopyObject, MetadataDirective: COPY is the default */
test('without REPLACE the metadata of the request is of no account', async () => {
  await put('a', 'x', { Metadata: { old: '1' } })
  await copy('a', 'b', { Metadata: { new: '2' } })
  expect((await head('b')).Metadata).toEqual({ old: '1' })
})

/**
 * @documented S3 API Reference, CopyObject: an object is copied onto itself only with a change of its
 *   metadata, storage class, redirect location or encryption
 */
test('an object can be copied onto itself only with a change', async () => {
  await put('a', 'x', { Metadata: { old: '1' } })
  expect(await failureOf(copy('a', 'a'))).toMatchObject({
    name: 'InvalidRequest',
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  })
  await copy('a', 'a', { MetadataDirective: 'REPLACE', Metadata: { new: '2' } })
  expect((await head('a')).Metadata).toEqual({ new: '2' })
  await copy('a', 'a', { StorageClass: 'STANDARD_IA' })
  expect((await head('a')).StorageClass).toBe('STANDARD_IA')
  expect(await text('a')).toBe('x')
})

/** @documented S3 API Reference, CopyObject, CopySource: "The value must be URL-encoded." */
test.each(['a b+c', 'ünï/😀', 'a?versionId', '100%'])(
  'the source %j is URL-encoded in its header',
  async key => {
    await put(key, key)
    await copy(encodeURIComponent(key), 'copy')
    expect(await text('copy')).toBe(key)
    await copy('', 'copy', { CopySource: `/${Bucket}/${encodeURIComponent(key)}` })
  },
)

/** @documented S3 API Reference, CopyObject, CopySource: ?versionId=<version-id> after it names a version */
test('an old version is copied, onto itself too', async () => {
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  const { VersionId } = await put('a', 'old')
  await put('a', 'new')
  const output = await copy(`a?versionId=${VersionId}`, 'a')
  expect(output.CopySourceVersionId).toBe(VersionId)
  expect(output.VersionId).toMatch(/^.{32}$/)
  expect(await text('a')).toBe('old')

  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  expect(await refusal(copy('a', 'b'))).toBe('NoSuchKey 404')
  expect(await refusal(copy(`a?versionId=${marker.VersionId}`, 'b'))).toBe('InvalidRequest 400')
  expect(await refusal(copy(`a?versionId=${'A'.repeat(32)}`, 'b'))).toBe('NoSuchVersion 404')
})

/**
 * @documented S3 API Reference, CopyObject: the errors NoSuchKey and NoSuchBucket; ExpectedSourceBucketOwner
 */
test('sources that are not there, or not said', async () => {
  await put('a')
  expect(await refusal(copy('nope', 'b'))).toBe('NoSuchKey 404')
  expect(await refusal(copy('', 'b', { CopySource: 'no-such-bucket/a' }))).toBe('NoSuchBucket 404')
  expect(await refusal(copy('', 'b', { CopySource: 'nonsense' }))).toBe('InvalidArgument 400')
  expect(await refusal(copy('a', 'b', { Bucket: 'no-such-bucket' }))).toBe('NoSuchBucket 404')
  expect(await refusal(copy('a', 'b', { ExpectedSourceBucketOwner: '111111111111' }))).toBe(
    'AccessDenied 403',
  )
})

/**
 * @documented S3 API Reference, CopyObject: CopySourceIfMatch, CopySourceIfNoneMatch,
 *   CopySourceIfModifiedSince, CopySourceIfUnmodifiedSince, and IfNoneMatch
 */
test('a copy waits on conditions of its source and of its destination', async () => {
  const { ETag } = await put('a')
  const earlier = new Date(rig.clock.now() - 60_000)
  expect(await refusal(copy('a', 'b', { CopySourceIfMatch: '"0"' }))).toBe('PreconditionFailed 412')
  expect(await refusal(copy('a', 'b', { CopySourceIfNoneMatch: ETag }))).toBe('PreconditionFailed 412')
  expect(await refusal(copy('a', 'b', { CopySourceIfUnmodifiedSince: earlier }))).toBe(
    'PreconditionFailed 412',
  )
  const now = new Date(rig.clock.now())
  expect(await refusal(copy('a', 'b', { CopySourceIfModifiedSince: now }))).toBe('PreconditionFailed 412')
  await copy('a', 'b', { CopySourceIfMatch: ETag, CopySourceIfUnmodifiedSince: earlier, IfNoneMatch: '*' })
  expect(await refusal(copy('a', 'b', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412')
})

/**
 * @documented S3 API Reference, PutObjectTagging, GetObjectTagging and DeleteObjectTagging: they are of the
 *   whole tag set
 */
test('tags are set, read and deleted as one set', async () => {
  await put('a', 'x', { Tagging: 'one=1&two%20words=a%2Bb' })
  expect(await tags('a')).toEqual([
    { Key: 'one', Value: '1' },
    { Key: 'two words', Value: 'a+b' },
  ])
  const TagSet: Tag[] = [{ Key: 'ünï', Value: '' }]
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }))
  expect(await tags('a')).toEqual(TagSet)
  expect((await head('a')).TagCount).toBe(1)
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a' }))
  expect(await tags('a')).toEqual([])
  expect((await head('a')).TagCount).toBeUndefined()
  expect(await refusal(tags('nope'))).toBe('NoSuchKey 404')
})

/**
 * @documented S3 User Guide, Categorizing your objects using tags: up to ten tags; a key has up to 128
 *   characters, a value up to 256
 */
test.each<[Tag[], string]>([
  [Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: 'v' })), 'BadRequest 400'],
  [
    [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
    'InvalidTag 400',
  ],
  [[{ Key: 'k'.repeat(129), Value: 'v' }], 'InvalidTag 400'],
  [[{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidTag 400'],
  [[{ Key: '', Value: 'v' }], 'InvalidTag 400'],
  [[{ Key: 'aws:mine', Value: 'v' }], 'InvalidTag 400'],
  [[{ Key: 'k', Value: '<v>' }], 'InvalidTag 400'],
])('tags beyond the rules are refused: %#', async (TagSet, expected) => {
  await put('a')
  const call = s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }))
  expect(await refusal(call)).toBe(expected)
  const Tagging = new URLSearchParams(
    TagSet.map(({ Key, Value }): [string, string] => [Key as string, Value as string]),
  ).toString()
  expect(await refusal(put('b', 'x', { Tagging }))).toMatch(/ 400$/)
})
