import {
  type BucketVersioningStatus,
  CopyObjectCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
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

function setVersioning(Status: BucketVersioningStatus) {
  return s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
}

function put(Key: string, Body = 'x') {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body }))
}

function get(Key: string, VersionId?: string) {
  return s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))
}

async function text(Key: string, VersionId?: string) {
  const { Body } = await get(Key, VersionId)
  return Body?.transformToString()
}

function remove(Key: string, VersionId?: string) {
  return s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
}

function list(input: Partial<ListObjectVersionsCommandInput> = {}) {
  return s3.send(new ListObjectVersionsCommand({ Bucket, ...input }))
}

/** Versions and markers by key and id, the latest with a star. */
async function versions() {
  const { Versions = [], DeleteMarkers = [] } = await list()
  const name = ({ Key, VersionId, IsLatest }: { Key?: string; VersionId?: string; IsLatest?: boolean }) =>
    `${Key}:${VersionId}${IsLatest ? '*' : ''}`
  return { objects: Versions.map(name), markers: DeleteMarkers.map(name) }
}

/**
 * @documented S3 User Guide, Using versioning: a bucket is unversioned, versioning-enabled or
 *   versioning-suspended, and never unversioned again
 */
test('a bucket is unversioned until versioning is configured, and cannot become unversioned again', async () => {
  const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status
  expect(await status()).toBeUndefined()
  await setVersioning('Enabled')
  expect(await status()).toBe('Enabled')
  await setVersioning('Suspended')
  expect(await status()).toBe('Suspended')
  expect(await refusal(setVersioning('Off' as 'Enabled'))).toBe('MalformedXML 400')
  const body = '<VersioningConfiguration/>'
  const empty = await rig.request(`/${Bucket}?versioning`, { method: 'PUT', body })
  expect(await empty.text()).toContain('IllegalVersioningConfigurationException')
  expect(await status()).toBe('Suspended')
})

/** @documented S3 User Guide, Using versioning: each put makes a version with an id of its own */
test('each put makes a version, and each can be read', async () => {
  await setVersioning('Enabled')
  const first = await put('a', 'one')
  const second = await put('a', 'two')
  expect(first.VersionId).toMatch(/^.{32}$/)
  expect(second.VersionId).not.toBe(first.VersionId)

  expect(await text('a')).toBe('two')
  expect(await text('a', first.VersionId)).toBe('one')
  expect((await get('a')).VersionId).toBe(second.VersionId)
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a', VersionId: first.VersionId }))
  expect(head.VersionId).toBe(first.VersionId)
  expect(await versions()).toEqual({
    objects: [`a:${second.VersionId}*`, `a:${first.VersionId}`],
    markers: [],
  })
})

/** @documented S3 User Guide, Using versioning: objects from before versioning have the version ID null */
test('objects from before versioning have the version id null', async () => {
  await put('a', 'old')
  await setVersioning('Enabled')
  expect((await get('a')).VersionId).toBe('null')
  const { VersionId } = await put('a', 'new')
  expect(await text('a', 'null')).toBe('old')
  expect((await versions()).objects).toEqual([`a:${VersionId}*`, 'a:null'])
})

/**
 * @documented S3 User Guide, Working with delete markers: 404 for a key whose current version is a marker,
 *   405 for a GET of the marker
 */
test('a delete without a version id makes a marker: 404 for what is behind it, 405 for itself', async () => {
  await setVersioning('Enabled')
  const { VersionId } = await put('a', 'kept')
  const deletion = await remove('a')
  expect(deletion).toMatchObject({ DeleteMarker: true, $metadata: { httpStatusCode: 204 } })
  expect(deletion.VersionId).not.toBe(VersionId)

  const gone = await failureOf(get('a'))
  expect(gone).toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })
  expect(gone.$response?.headers).toMatchObject({
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': deletion.VersionId,
  })
  const itself = await failureOf(get('a', deletion.VersionId))
  expect(itself).toMatchObject({ name: 'MethodNotAllowed', $metadata: { httpStatusCode: 405 } })
  expect(itself.$response?.headers).toMatchObject({ 'x-amz-delete-marker': 'true', allow: 'DELETE' })
  expect(await text('a', VersionId)).toBe('kept')
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
  expect(await versions()).toEqual({ objects: [`a:${VersionId}`], markers: [`a:${deletion.VersionId}*`] })
})

/**
 * @documented S3 User Guide, Managing delete markers: deleting the marker makes the object reappear; deleting
 *   a version is permanent
 */
test('deleting the marker brings the object back, deleting a version is for good', async () => {
  await setVersioning('Enabled')
  const { VersionId } = await put('a', 'back')
  const marker = (await remove('a')).VersionId
  expect(await remove('a', marker)).toMatchObject({ DeleteMarker: true, VersionId: marker })
  expect(await text('a')).toBe('back')

  const deletion = await remove('a', VersionId)
  expect(deletion.VersionId).toBe(VersionId)
  expect(deletion.DeleteMarker).toBeUndefined()
  expect(await versions()).toEqual({ objects: [], markers: [] })
  expect(await refusal(get('a', VersionId))).toBe('NoSuchVersion 404')
})

/** @documented S3 User Guide, Deleting object versions: a marker of a key that has no object */
test('deletes of what is not there: a marker of a key, nothing of a version; an id that is none', async () => {
  await setVersioning('Enabled')
  expect(await remove('nope')).toMatchObject({ DeleteMarker: true })
  expect((await versions()).markers).toHaveLength(1)
  const unknown = 'A'.repeat(32)
  expect(await remove('nope', unknown)).toMatchObject({ VersionId: unknown })
  expect(await refusal(get('nope', unknown))).toBe('NoSuchVersion 404')
  expect(await refusal(remove('nope', 'rubbish'))).toBe('InvalidArgument 400')
  expect(await refusal(get('nope', 'rubbish'))).toBe('InvalidArgument 400')
})

/**
 * @documented S3 User Guide, Adding objects to versioning-suspended buckets: "Amazon S3 automatically adds a
 *   null version ID"
 */
test('suspended: "Amazon S3 automatically adds a null version ID", and replaces the one there was', async () => {
  await setVersioning('Enabled')
  const { VersionId } = await put('a', 'versioned')
  await setVersioning('Suspended')
  await put('a', 'null 1')
  const second = await put('a', 'null 2')
  expect(second.VersionId).toBeUndefined()
  expect(await text('a', 'null')).toBe('null 2')
  expect((await get('a')).VersionId).toBe('null')
  expect((await versions()).objects).toEqual(['a:null*', `a:${VersionId}`])

  // "removes the null version, if there is one, and inserts a delete marker … with the version ID null"
  expect(await remove('a')).toMatchObject({ DeleteMarker: true, VersionId: 'null' })
  expect(await versions()).toEqual({ objects: [`a:${VersionId}`], markers: ['a:null*'] })
  await put('a', 'null 3')
  expect((await versions()).markers).toEqual([])
})

/** @documented S3 API Reference, DeletedObject: DeleteMarker and DeleteMarkerVersionId */
test('DeleteObjects reports the markers that it creates and removes', async () => {
  await setVersioning('Enabled')
  const { VersionId } = await put('a')
  const made = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }] } }))
  const marker = made.Deleted?.[0]?.DeleteMarkerVersionId
  expect(made.Deleted).toEqual([{ Key: 'a', DeleteMarker: true, DeleteMarkerVersionId: marker }])
  const removed = await s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: {
        Objects: [
          { Key: 'a', VersionId: marker },
          { Key: 'a', VersionId },
        ],
      },
    }),
  )
  expect(removed.Deleted).toEqual([
    { Key: 'a', VersionId: marker, DeleteMarker: true, DeleteMarkerVersionId: marker },
    { Key: 'a', VersionId },
  ])
})

/** @documented S3 User Guide, How to perform conditional deletes: 412 where the ETag differs */
test('conditional deletes look at the current version (User Guide, "How to perform conditional deletes")', async () => {
  const { ETag } = await put('a', 'one')
  const conditional = (Key: string, IfMatch?: string) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }))
  expect(await refusal(conditional('a', '"0"'))).toBe('PreconditionFailed 412')
  expect(await refusal(conditional('nope', '*'))).toBe('NoSuchKey 404')
  const batch = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a', ETag: '"0"' }] } }),
  )
  expect(batch.Errors).toMatchObject([{ Key: 'a', Code: 'PreconditionFailed' }])
  await conditional('a', ETag)
  expect(await refusal(get('a'))).toBe('NoSuchKey 404')
})

/**
 * @documented S3 API Reference, DeleteBucket: "All objects (including all object versions and delete markers)
 *   in the bucket must be deleted before the bucket itself can be deleted."
 */
test('a bucket with only a marker is not empty', async () => {
  await setVersioning('Enabled')
  const { VersionId } = await remove('a')
  const failure = await failureOf(s3.send(new DeleteBucketCommand({ Bucket })))
  expect(failure).toMatchObject({ name: 'BucketNotEmpty', $metadata: { httpStatusCode: 409 } })
  expect(failure.message).toContain('You must delete all versions in the bucket.')
  await remove('a', VersionId)
  await s3.send(new DeleteBucketCommand({ Bucket }))
})

/**
 * @documented S3 API Reference, ListObjectVersions: versions by key, then from the newest; KeyMarker and
 *   VersionIdMarker
 */
test('versions are listed by key, newest first, page by page', async () => {
  await setVersioning('Enabled')
  const ids: (string | undefined)[] = []
  for (const key of ['b', 'a', 'a']) ids.push((await put(key)).VersionId)
  ids.push((await remove('a')).VersionId)
  await put('dir/c')

  const seen: string[] = []
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}
  while (next) {
    const page = await list({ ...next, MaxKeys: 1 })
    const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
    expect(entries).toHaveLength(1)
    seen.push(`${entries[0]?.Key}:${entries[0]?.VersionId}`)
    const markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    next = page.IsTruncated ? markers : undefined
  }
  expect(seen.slice(0, 4)).toEqual([`a:${ids[3]}`, `a:${ids[2]}`, `a:${ids[1]}`, `b:${ids[0]}`])
  expect(seen).toHaveLength(5)

  const rolled = await list({ Delimiter: '/', KeyMarker: 'a' })
  expect(rolled.Versions?.map(({ Key }) => Key)).toEqual(['b'])
  expect(rolled.CommonPrefixes).toEqual([{ Prefix: 'dir/' }])
  expect(await refusal(list({ VersionIdMarker: ids[0] }))).toBe('InvalidArgument 400')
})

/** @recorded tests/aws/services/s3/test_s3_api.py::TestS3BucketObjectTagging::test_object_tagging_versioned, 2026-02-23 */
test('a delete marker has no tags to read or write: 405', async () => {
  await setVersioning('Enabled')
  await put('key')
  await remove('key')
  const target = { Bucket, Key: 'key' }
  const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] }
  expect(await refusal(s3.send(new GetObjectTaggingCommand(target)))).toBe('MethodNotAllowed 405')
  expect(await refusal(s3.send(new PutObjectTaggingCommand({ ...target, Tagging })))).toBe(
    'MethodNotAllowed 405',
  )
  expect(await refusal(s3.send(new DeleteObjectTaggingCommand(target)))).toBe('MethodNotAllowed 405')
})

/** @recorded tests/aws/services/s3/test_s3.py::TestS3::test_s3_copy_object_in_place_suspended_only, 2026-02-21 */
test('a copy in a suspended bucket names the null version that it makes, but not the one that it copies', async () => {
  await setVersioning('Suspended')
  await put('key')
  const copy = await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/key` }))
  expect([copy.VersionId, copy.CopySourceVersionId]).toEqual(['null', undefined])
})
