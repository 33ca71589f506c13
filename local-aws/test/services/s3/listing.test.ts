import {
  ListObjectsCommand,
  type ListObjectsCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3'
import { failureOf, refusal, s3Rig } from './s3-rig.ts'

const TREE = ['a.txt', 'photos/2025/x.jpg', 'photos/2025/y.jpg', 'photos/2026/z.jpg', 'photos/index', 'z']

const rig = s3Rig()
let s3: S3Client
let Bucket: string

beforeAll(() => {
  s3 = rig.client()
})
beforeEach(() => {
  Bucket = rig.bucket()
})

async function keep(...keys: string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
}

function list(input: Partial<ListObjectsV2CommandInput> = {}) {
  return s3.send(new ListObjectsV2Command({ Bucket, ...input }))
}

function listOld(input: Partial<ListObjectsCommandInput> = {}) {
  return s3.send(new ListObjectsCommand({ Bucket, ...input }))
}

/** Keys, and common prefixes in brackets. */
function names({
  Contents = [],
  CommonPrefixes = [],
}: {
  Contents?: { Key?: string }[]
  CommonPrefixes?: { Prefix?: string }[]
}) {
  return [...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => `[${Prefix}]`)]
}

/** @documented S3 API Reference, ListObjectsV2: the members of the response; the error NoSuchBucket */
test('the listing of an empty bucket is empty', async () => {
  const { $metadata, ...output } = await list()
  expect(output).toEqual({
    Name: Bucket,
    Prefix: '',
    KeyCount: 0,
    MaxKeys: 1000,
    IsTruncated: false,
  })
  expect(await refusal(list({ Bucket: 'no-such-bucket' }))).toBe('NoSuchBucket 404')
})

/**
 * @documented S3 API Reference, ListObjectsV2: objects are returned in lexicographical order of their keys
 */
test('keys are listed in the order of their UTF-8 bytes, with what belongs to them', async () => {
  await keep('b', 'B', 'a', '😀', '\uffee', 'ä')

  const { Contents, KeyCount } = await list()
  expect(names({ Contents })).toEqual(['B', 'a', 'b', 'ä', '\uffee', '😀'])
  expect(KeyCount).toBe(6)
  expect(Contents?.[1]).toEqual({
    Key: 'a',
    ETag: '"0cc175b9c0f1b6a831c399e269772661"',
    LastModified: new Date(rig.clock.now()),
    Size: 1,
    StorageClass: 'STANDARD',
    ChecksumAlgorithm: ['CRC32'],
    ChecksumType: 'FULL_OBJECT',
  })
})

/**
 * @documented S3 API Reference, ListObjectsV2, FetchOwner: "The owner field is not present in ListObjectsV2
 *   by default."
 */
test('the owner comes where he is asked for ("The owner field is not present in ListObjectsV2 by default"), and always in ListObjects', async () => {
  await keep('a')
  const { Contents } = await list({ FetchOwner: true })
  const { Contents: old } = await listOld()
  expect(Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/)
  expect(old?.[0]?.Owner).toEqual(Contents?.[0]?.Owner)
})

/** @documented S3 API Reference, ListObjectsV2: Delimiter, Prefix, CommonPrefixes and StartAfter */
test.each<[Partial<ListObjectsV2CommandInput>, string[]]>([
  [{ Delimiter: '/' }, ['a.txt', 'z', '[photos/]']],
  [{ Delimiter: '/', Prefix: 'photos/' }, ['photos/index', '[photos/2025/]', '[photos/2026/]']],
  [{ Delimiter: '/', Prefix: 'photos' }, ['[photos/]']],
  [{ Delimiter: '/2', Prefix: 'photos' }, ['photos/index', '[photos/2]']],
  [{ Prefix: 'photos/2025/' }, ['photos/2025/x.jpg', 'photos/2025/y.jpg']],
  [{ Prefix: 'nope' }, []],
  [
    { Delimiter: 'jpg' },
    ['a.txt', 'photos/index', 'z', '[photos/2025/x.jpg]', '[photos/2025/y.jpg]', '[photos/2026/z.jpg]'],
  ],
  [{ StartAfter: 'photos/2025/y.jpg' }, ['photos/2026/z.jpg', 'photos/index', 'z']],
  [{ StartAfter: 'photos/', Delimiter: '/' }, ['z']],
  [{ StartAfter: 'b' }, ['photos/2025/x.jpg', 'photos/2025/y.jpg', 'photos/2026/z.jpg', 'photos/index', 'z']],
  [{ StartAfter: 'zz' }, []],
])('%j', async (input, expected) => {
  await keep(...TREE)
  const output = await list(input)
  expect(names(output)).toEqual(expected)
  expect(output).toMatchObject({ ...input, KeyCount: expected.length, IsTruncated: false })
})

/**
 * @documented S3 API Reference, ListObjectsV2, NextContinuationToken: "NextContinuationToken is sent when
 *   isTruncated is true"
 */
test.each([1, 2, 3, 4, 5])(
  'pages of %i contain every key and prefix once ("NextContinuationToken is sent when isTruncated is true")',
  async pageSize => {
    await keep(...TREE, 'photos-old/a')
    const seen: unknown[] = []
    const pages = paginateListObjectsV2({ client: s3, pageSize }, { Bucket, Delimiter: '/' })
    for await (const page of pages) {
      expect(page.KeyCount).toBeLessThanOrEqual(pageSize)
      expect(page.MaxKeys).toBe(pageSize)
      seen.push(...names(page))
    }
    expect(seen.sort()).toEqual(['[photos-old/]', '[photos/]', 'a.txt', 'z'])
  },
)

/**
 * @documented S3 API Reference, ListObjectsV2, ContinuationToken: "ContinuationToken indicates to Amazon S3
 *   that the list is being continued on this bucket with a token."
 */
test('a page goes on from its token, whatever came in between; StartAfter is then of no account', async () => {
  await keep('a', 'b', 'c', 'd')
  const first = await list({ MaxKeys: 2 })
  expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 })
  await keep('aa')
  const second = await list({ ContinuationToken: first.NextContinuationToken, StartAfter: 'c' })
  expect(names(second)).toEqual(['c', 'd'])
  expect(second).toMatchObject({ ContinuationToken: first.NextContinuationToken, IsTruncated: false })
  expect(second.NextContinuationToken).toBeUndefined()
})

/** @recorded tests/aws/services/s3/test_s3_list_operations.py::TestS3ListObjectsV2::test_list_objects_v2_continuation_start_after, 2026-02-21 */
test('a page after a token does not repeat StartAfter', async () => {
  await keep('a', 'b', 'c')
  const first = await list({ MaxKeys: 1, StartAfter: 'a' })
  expect(first.StartAfter).toBe('a')
  const second = await list({ ContinuationToken: first.NextContinuationToken, StartAfter: 'a' })
  expect(names(second)).toEqual(['c'])
  expect(second.StartAfter).toBeUndefined()
})

/** @documented S3 API Reference, ListObjectsV2, MaxKeys: up to 1,000 key names */
test('MaxKeys: 0 is none, above 1,000 is 1,000, and below 0 none of the API', async () => {
  await keep('a')
  expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, MaxKeys: 0, IsTruncated: false })
  expect(await list({ MaxKeys: 5000 })).toMatchObject({ KeyCount: 1, MaxKeys: 1000 })
  expect(await refusal(list({ MaxKeys: -1 }))).toBe('InvalidArgument 400')
  const response = await rig.request(`/${Bucket}?list-type=2&max-keys=many`)
  expect(await response.text()).toContain('<ArgumentName>max-keys</ArgumentName>')
})

/** @documented S3 API Reference, ListObjectsV2: ContinuationToken, EncodingType and list-type are checked */
test('a token that is none, another encoding, another version of the list', async () => {
  expect(await failureOf(list({ ContinuationToken: 'rubbish' }))).toMatchObject({
    name: 'InvalidArgument',
    message: 'The continuation token provided is incorrect',
    ArgumentName: 'continuation-token',
  })
  expect(await refusal(list({ EncodingType: 'rot13' as 'url' }))).toBe('InvalidArgument 400')
  expect((await rig.request(`/${Bucket}?list-type=3`)).status).toBe(400)
})

/**
 * @documented S3 API Reference, ListObjectsV2, EncodingType: Delimiter, Prefix, Key and StartAfter are
 *   encoded
 */
test('encoding-type=url encodes keys, prefixes, the delimiter and markers', async () => {
  await keep('a b/ü+1', 'a b/c\u0001', 'x~y*z')
  const output = await list({ EncodingType: 'url', Prefix: 'a b', StartAfter: 'a !' })
  expect(output).toMatchObject({ EncodingType: 'url', Prefix: 'a+b', StartAfter: 'a+%21' })
  expect(names(output)).toEqual(['a+b/c%01', 'a+b/%C3%BC%2B1'])
  const rolled = await list({ EncodingType: 'url', Delimiter: ' ' })
  expect(rolled.Delimiter).toBe('+')
  expect(names(rolled)).toEqual(['x%7Ey*z', '[a+]'])
})

/** @documented S3 API Reference, ListObjects, NextMarker: it is returned only with the delimiter parameter */
test('ListObjects: "NextMarker is returned only if you have the delimiter request parameter specified"', async () => {
  await keep(...TREE)
  const plain = await listOld({ MaxKeys: 2 })
  expect(names(plain)).toEqual(['a.txt', 'photos/2025/x.jpg'])
  expect(plain).toMatchObject({ IsTruncated: true, Marker: '', MaxKeys: 2 })
  expect(plain.NextMarker).toBeUndefined()

  const rolled = await listOld({ MaxKeys: 2, Delimiter: '/' })
  expect(names(rolled)).toEqual(['a.txt', '[photos/]'])
  expect(rolled).toMatchObject({ IsTruncated: true, NextMarker: 'photos/' })
  const rest = await listOld({ Delimiter: '/', Marker: rolled.NextMarker })
  expect(names(rest)).toEqual(['z'])
  expect(rest).toMatchObject({ Marker: 'photos/', IsTruncated: false })
  expect(rest.NextMarker).toBeUndefined()
})
