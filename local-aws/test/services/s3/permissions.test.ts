import { S3 } from '@aws-sdk/client-s3'
import { denialOf, expectNeeded, grant, type NeededPermission, on } from '../../needed-permissions.ts'
import { failureOf, s3Rig } from './s3-rig.ts'

const rig = s3Rig()
const role = 'worker'
const Key = 'key'
let s3: S3
let developer: S3
let Bucket: string
let VersionId: string
let UploadId: string

beforeAll(() => {
  const credentials = rig.rig.credentials.assumeRole(`arn:aws:iam::000000000000:role/${role}`, 'session')
  s3 = new S3({ ...rig.rig.client, credentials, forcePathStyle: true })
  developer = new S3({ ...rig.rig.client, forcePathStyle: true })
})
afterAll(() => {
  s3.destroy()
  developer.destroy()
})

/** A new bucket with a version of a key, with tags, and an upload to it. */
beforeEach(async () => {
  Bucket = rig.bucket()
  await developer.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
  VersionId = (await developer.putObject({ Bucket, Key, Body: 'x', Tagging: 'team=shop' })).VersionId ?? ''
  UploadId = (await developer.createMultipartUpload({ Bucket, Key })).UploadId ?? ''
  grant(rig.account, role, [])
})

type Call = () => Promise<unknown>
type Row = [operation: string, needed: () => NeededPermission[], call: Call]

const ofBucket = (...actions: string[]) =>
  actions.flatMap(action => on(`s3:${action}`, `arn:aws:s3:::${Bucket}`))
const ofObject = (...actions: string[]) =>
  actions.flatMap(action => on(`s3:${action}`, `arn:aws:s3:::${Bucket}/${Key}`))
const ofSource = (...actions: string[]) =>
  actions.flatMap(action => on(`s3:${action}`, `arn:aws:s3:::${Bucket}/source`))
const Tagging = { TagSet: [{ Key: 'team', Value: 'shop' }] }
const PublicAccessBlockConfiguration = { BlockPublicAcls: true }
const ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }],
}
const LifecycleConfiguration = {
  Rules: [{ ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
}
const CORSConfiguration = { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] }
const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] }
const policy = () =>
  JSON.stringify({
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  })
const upload = (PartNumber = 1) => ({ Bucket, Key, UploadId, PartNumber })

const BUCKETS: Row[] = [
  ['ListBuckets', () => ['s3:ListAllMyBuckets *'], () => s3.listBuckets({})],
  [
    'CreateBucket',
    () => on('s3:CreateBucket', `arn:aws:s3:::${Bucket}-new`),
    () => s3.createBucket({ Bucket: `${Bucket}-new` }),
  ],
  [
    'CreateBucket',
    () =>
      ['CreateBucket', 'PutBucketAcl', 'PutBucketOwnershipControls'].flatMap(action =>
        on(`s3:${action}`, `arn:aws:s3:::${Bucket}-owned`),
      ),
    () =>
      s3.createBucket({ Bucket: `${Bucket}-owned`, ACL: 'private', ObjectOwnership: 'BucketOwnerEnforced' }),
  ],
  ['HeadBucket', () => ofBucket('ListBucket'), () => s3.headBucket({ Bucket })],
  ['DeleteBucket', () => ofBucket('DeleteBucket'), () => s3.deleteBucket({ Bucket })],
  ['GetBucketLocation', () => ofBucket('GetBucketLocation'), () => s3.getBucketLocation({ Bucket })],
  ['ListObjects', () => ofBucket('ListBucket'), () => s3.listObjects({ Bucket })],
  ['ListObjectsV2', () => ofBucket('ListBucket'), () => s3.listObjectsV2({ Bucket })],
  ['ListObjectVersions', () => ofBucket('ListBucketVersions'), () => s3.listObjectVersions({ Bucket })],
  [
    'ListMultipartUploads',
    () => ofBucket('ListBucketMultipartUploads'),
    () => s3.listMultipartUploads({ Bucket }),
  ],
  ['GetBucketVersioning', () => ofBucket('GetBucketVersioning'), () => s3.getBucketVersioning({ Bucket })],
  [
    'PutBucketVersioning',
    () => ofBucket('PutBucketVersioning'),
    () => s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  ],
  ['GetBucketAcl', () => ofBucket('GetBucketAcl'), () => s3.getBucketAcl({ Bucket })],
  ['PutBucketAcl', () => ofBucket('PutBucketAcl'), () => s3.putBucketAcl({ Bucket, ACL: 'private' })],
  ['GetBucketCors', () => ofBucket('GetBucketCORS'), () => s3.getBucketCors({ Bucket })],
  ['PutBucketCors', () => ofBucket('PutBucketCORS'), () => s3.putBucketCors({ Bucket, CORSConfiguration })],
  ['DeleteBucketCors', () => ofBucket('PutBucketCORS'), () => s3.deleteBucketCors({ Bucket })],
  [
    'GetBucketEncryption',
    () => ofBucket('GetEncryptionConfiguration'),
    () => s3.getBucketEncryption({ Bucket }),
  ],
  [
    'PutBucketEncryption',
    () => ofBucket('PutEncryptionConfiguration'),
    () => s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration }),
  ],
  [
    'DeleteBucketEncryption',
    () => ofBucket('PutEncryptionConfiguration'),
    () => s3.deleteBucketEncryption({ Bucket }),
  ],
  [
    'GetBucketLifecycleConfiguration',
    () => ofBucket('GetLifecycleConfiguration'),
    () => s3.getBucketLifecycleConfiguration({ Bucket }),
  ],
  [
    'PutBucketLifecycleConfiguration',
    () => ofBucket('PutLifecycleConfiguration'),
    () => s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration }),
  ],
  [
    'DeleteBucketLifecycle',
    () => ofBucket('PutLifecycleConfiguration'),
    () => s3.deleteBucketLifecycle({ Bucket }),
  ],
  [
    'GetBucketNotificationConfiguration',
    () => ofBucket('GetBucketNotification'),
    () => s3.getBucketNotificationConfiguration({ Bucket }),
  ],
  [
    'PutBucketNotificationConfiguration',
    () => ofBucket('PutBucketNotification'),
    () => s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }),
  ],
  ['GetBucketPolicy', () => ofBucket('GetBucketPolicy'), () => s3.getBucketPolicy({ Bucket })],
  [
    'PutBucketPolicy',
    () => ofBucket('PutBucketPolicy'),
    () => s3.putBucketPolicy({ Bucket, Policy: policy() }),
  ],
  ['DeleteBucketPolicy', () => ofBucket('DeleteBucketPolicy'), () => s3.deleteBucketPolicy({ Bucket })],
  [
    'GetPublicAccessBlock',
    () => ofBucket('GetBucketPublicAccessBlock'),
    () => s3.getPublicAccessBlock({ Bucket }),
  ],
  [
    'PutPublicAccessBlock',
    () => ofBucket('PutBucketPublicAccessBlock'),
    () => s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration }),
  ],
  [
    'DeletePublicAccessBlock',
    () => ofBucket('PutBucketPublicAccessBlock'),
    () => s3.deletePublicAccessBlock({ Bucket }),
  ],
  [
    'GetBucketOwnershipControls',
    () => ofBucket('GetBucketOwnershipControls'),
    () => s3.getBucketOwnershipControls({ Bucket }),
  ],
  [
    'PutBucketOwnershipControls',
    () => ofBucket('PutBucketOwnershipControls'),
    () => s3.putBucketOwnershipControls({ Bucket, OwnershipControls }),
  ],
  [
    'DeleteBucketOwnershipControls',
    () => ofBucket('PutBucketOwnershipControls'),
    () => s3.deleteBucketOwnershipControls({ Bucket }),
  ],
  ['GetBucketTagging', () => ofBucket('GetBucketTagging'), () => s3.getBucketTagging({ Bucket })],
  ['PutBucketTagging', () => ofBucket('PutBucketTagging'), () => s3.putBucketTagging({ Bucket, Tagging })],
  ['DeleteBucketTagging', () => ofBucket('PutBucketTagging'), () => s3.deleteBucketTagging({ Bucket })],
]

const OBJECTS: Row[] = [
  ['GetObject', () => ofObject('GetObject'), () => s3.getObject({ Bucket, Key })],
  ['GetObject', () => ofObject('GetObjectVersion'), () => s3.getObject({ Bucket, Key, VersionId })],
  ['HeadObject', () => ofObject('GetObject'), () => s3.headObject({ Bucket, Key })],
  ['HeadObject', () => ofObject('GetObjectVersion'), () => s3.headObject({ Bucket, Key, VersionId })],
  [
    'GetObjectAttributes',
    () => ofObject('GetObject', 'GetObjectAttributes'),
    () => s3.getObjectAttributes({ Bucket, Key, ObjectAttributes: ['ETag'] }),
  ],
  [
    'GetObjectAttributes',
    () => ofObject('GetObjectVersion', 'GetObjectVersionAttributes'),
    () => s3.getObjectAttributes({ Bucket, Key, VersionId, ObjectAttributes: ['ETag'] }),
  ],
  ['PutObject', () => ofObject('PutObject'), () => s3.putObject({ Bucket, Key, Body: 'x' })],
  [
    'PutObject',
    () => ofObject('PutObject', 'PutObjectAcl', 'PutObjectTagging'),
    () => s3.putObject({ Bucket, Key, Body: 'x', ACL: 'private', Tagging: 'team=shop' }),
  ],
  [
    'CopyObject',
    () => [...ofSource('GetObject'), ...ofObject('PutObject')],
    () => s3.copyObject({ Bucket, Key, CopySource: `${Bucket}/source` }),
  ],
  [
    'CopyObject',
    () => [
      ...ofObject('GetObjectVersion', 'GetObjectVersionTagging'),
      ...on('s3:PutObject', `arn:aws:s3:::${Bucket}/copy`),
      ...on('s3:PutObjectTagging', `arn:aws:s3:::${Bucket}/copy`),
    ],
    () => s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}?versionId=${VersionId}` }),
  ],
  [
    'CopyObject',
    () => [...ofSource('GetObject'), ...ofObject('PutObject', 'PutObjectTagging')],
    () =>
      s3.copyObject({
        ...{ Bucket, Key, CopySource: `${Bucket}/source` },
        ...{ TaggingDirective: 'REPLACE', Tagging: 'team=shop' },
      }),
  ],
  ['DeleteObject', () => ofObject('DeleteObject'), () => s3.deleteObject({ Bucket, Key })],
  ['DeleteObject', () => ofObject('DeleteObjectVersion'), () => s3.deleteObject({ Bucket, Key, VersionId })],
  ['GetObjectAcl', () => ofObject('GetObjectAcl'), () => s3.getObjectAcl({ Bucket, Key })],
  ['GetObjectAcl', () => ofObject('GetObjectVersionAcl'), () => s3.getObjectAcl({ Bucket, Key, VersionId })],
  ['PutObjectAcl', () => ofObject('PutObjectAcl'), () => s3.putObjectAcl({ Bucket, Key, ACL: 'private' })],
  ['GetObjectTagging', () => ofObject('GetObjectTagging'), () => s3.getObjectTagging({ Bucket, Key })],
  [
    'GetObjectTagging',
    () => ofObject('GetObjectVersionTagging'),
    () => s3.getObjectTagging({ Bucket, Key, VersionId }),
  ],
  [
    'PutObjectTagging',
    () => ofObject('PutObjectTagging'),
    () => s3.putObjectTagging({ Bucket, Key, Tagging }),
  ],
  [
    'PutObjectTagging',
    () => ofObject('PutObjectVersionTagging'),
    () => s3.putObjectTagging({ Bucket, Key, VersionId, Tagging }),
  ],
  [
    'DeleteObjectTagging',
    () => ofObject('DeleteObjectTagging'),
    () => s3.deleteObjectTagging({ Bucket, Key }),
  ],
  [
    'DeleteObjectTagging',
    () => ofObject('DeleteObjectVersionTagging'),
    () => s3.deleteObjectTagging({ Bucket, Key, VersionId }),
  ],
  [
    'CreateMultipartUpload',
    () => ofObject('PutObject', 'PutObjectTagging'),
    () => s3.createMultipartUpload({ Bucket, Key, Tagging: 'team=shop' }),
  ],
  ['UploadPart', () => ofObject('PutObject'), () => s3.uploadPart({ ...upload(), Body: 'x' })],
  [
    'UploadPartCopy',
    () => [...ofSource('GetObject'), ...ofObject('PutObject')],
    () => s3.uploadPartCopy({ ...upload(), CopySource: `${Bucket}/source` }),
  ],
  ['CompleteMultipartUpload', () => ofObject('PutObject'), () => s3.completeMultipartUpload(upload())],
  ['AbortMultipartUpload', () => ofObject('AbortMultipartUpload'), () => s3.abortMultipartUpload(upload())],
  ['ListParts', () => ofObject('ListMultipartUploadParts'), () => s3.listParts(upload())],
]

/**
 * @documented S3 User Guide, Required permissions for Amazon S3 API operations, and Service Authorization Reference, S3:
 *   the actions of each operation, and their resources
 */
test.each([...BUCKETS, ...OBJECTS])('%s needs what AWS’s reference says', async (_, needed, call) => {
  await developer.putObject({ Bucket, Key: 'source', Body: 'x' })
  await expectNeeded({ account: rig.account, role }, needed(), call)
})

/** @own the table above: it has every operation, but for those below */
test('every operation is in the table', () => {
  const known = new Set([...BUCKETS, ...OBJECTS].map(([operation]) => operation))
  // The first is decided key by key, the second in a test of forms.
  expect(rig.s3.api.operations.filter(name => !known.has(name)).sort()).toEqual([
    'DeleteObjects',
    'PostObject',
  ])
})

/** @documented S3 API Reference, DeleteObjects: each key needs s3:DeleteObject, each version s3:DeleteObjectVersion */
test('of several keys, those are deleted that the role may delete', async () => {
  grant(rig.account, role, [`s3:DeleteObject arn:aws:s3:::${Bucket}/mine*`])
  const Objects = [{ Key: 'mine' }, { Key }, { Key: 'mine', VersionId: 'null' }]
  const { Deleted, Errors } = await s3.deleteObjects({ Bucket, Delete: { Objects } })
  expect(Deleted).toMatchObject([{ Key: 'mine' }])
  expect(Errors).toMatchObject([
    { Key, Code: 'AccessDenied', Message: expect.stringContaining('s3:DeleteObject on resource') },
    { Key: 'mine', VersionId: 'null', Message: expect.stringContaining('s3:DeleteObjectVersion') },
  ])
})

/** @documented S3 API Reference, DeleteObjects: a version needs s3:DeleteObjectVersion, whether it exists or not */
test('who may not delete versions does not learn which there are', async () => {
  grant(rig.account, role, [])
  const Objects = [{ Key, VersionId: '0' }]
  const { Errors } = await s3.deleteObjects({ Bucket, Delete: { Objects } })
  expect(Errors).toMatchObject([{ Key, Code: 'AccessDenied' }])
})

/**
 * @documented S3 API Reference, GetObject and HeadObject: a missing key is 404 with s3:ListBucket, and 403 without it
 */
test.each<[string, NeededPermission[], (missing: string) => Promise<unknown>]>([
  ['GetObject', ['s3:GetObject *'], missing => s3.getObject({ Bucket, Key: missing })],
  ['HeadObject', ['s3:GetObject *'], missing => s3.headObject({ Bucket, Key: missing })],
  ['GetObjectTagging', ['s3:GetObjectTagging *'], missing => s3.getObjectTagging({ Bucket, Key: missing })],
  ['GetObjectAcl', ['s3:GetObjectAcl *'], missing => s3.getObjectAcl({ Bucket, Key: missing })],
  [
    'GetObjectAttributes',
    ['s3:GetObject *', 's3:GetObjectAttributes *'],
    missing => s3.getObjectAttributes({ Bucket, Key: missing, ObjectAttributes: ['ETag'] }),
  ],
  [
    'CopyObject',
    ['s3:GetObject *', 's3:PutObject *'],
    missing => s3.copyObject({ Bucket, Key, CopySource: `${Bucket}/${missing}` }),
  ],
])('%s tells only those who may list the bucket that there is no object', async (_, needed, call) => {
  grant(rig.account, role, needed)
  expect([`s3:ListBucket arn:aws:s3:::${Bucket}`, 'unsaid']).toContain(await denialOf(call('missing')))
  grant(rig.account, role, [...needed, `s3:ListBucket arn:aws:s3:::${Bucket}`])
  expect((await failureOf(call('missing'))).$metadata.httpStatusCode).toBe(404)
})
