import { GetObjectCommand, S3 } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { denialOf } from '../../needed-permissions.ts'
import { setRolePolicies } from '../../role-policies.ts'
import { answered, EdgeRig } from './edge-rig.ts'

const ROLE = 'reader'
const ROLE_ARN = `arn:aws:iam::000000000000:role/${ROLE}`
const Bucket = 'shop'
const Key = 'key'
const OBJECTS = `arn:aws:s3:::${Bucket}/*`
const BOTH = [`arn:aws:s3:::${Bucket}`, OBJECTS]

let rig: EdgeRig
let reader: S3

beforeAll(async () => {
  rig = await EdgeRig.start()
  await rig.bucket(Bucket)
  const credentials = rig.aws.credentials.assumeRole(ROLE_ARN, 'session')
  reader = new S3({ ...rig.client, credentials, forcePathStyle: true })
})
afterAll(async () => {
  reader.destroy()
  await rig.stop()
})
beforeEach(async () => {
  setRolePolicies(rig.aws.account, ROLE, [])
  await rig.s3.deleteBucketPolicy({ Bucket })
  await rig.s3.deletePublicAccessBlock({ Bucket })
  await rig.s3.putObject({ Bucket, Key, Body: 'content', Tagging: 'team=shop' })
})

interface Statement {
  Effect?: 'Allow' | 'Deny'
  Principal?: unknown
  Action?: string | string[]
  Resource?: string | string[]
  Condition?: object
}

const put = (...statements: Statement[]) =>
  rig.s3.putBucketPolicy({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map(statement => ({
        ...{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS },
        ...statement,
      })),
    }),
  })
const plain = (path: string, method = 'GET', body?: string | FormData) =>
  answered(fetch(`${rig.endpoint}/${path}`, { method, body }))
const readable = async () => (await denialOf(reader.getObject({ Bucket, Key }))) === undefined

/** @documented IAM User Guide, Policy evaluation logic: an Allow of either kind of policy is enough within an account */
describe('a role', () => {
  test.each<[string, unknown, boolean]>([
    ['the role', { AWS: ROLE_ARN }, true],
    ['its session', { AWS: `arn:aws:sts::000000000000:assumed-role/${ROLE}/session` }, true],
    ['everyone', '*', true],
    ['the account', { AWS: 'arn:aws:iam::000000000000:root' }, false],
    ['another role', { AWS: `${ROLE_ARN}s` }, false],
  ])('without policies of its own, under an Allow for %s', async (_, Principal, allowed) => {
    await put({ Principal })
    expect(await readable()).toBe(allowed)
  })

  test('with a policy of its own is denied what the bucket denies', async () => {
    setRolePolicies(rig.aws.account, ROLE, [
      { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } },
    ])
    await put({ Effect: 'Deny', Principal: { AWS: ROLE_ARN } })
    await expect(reader.getObject({ Bucket, Key })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::000000000000:assumed-role/${ROLE}/session is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::${Bucket}/${Key}" with an explicit deny in a resource-based policy`,
    })
    await rig.s3.deleteBucketPolicy({ Bucket })
    expect(await readable()).toBe(true)
  })
})

/**
 * @documented IAM User Guide, Policy evaluation logic: "an explicit deny in any of these policies overrides the
 *   allow"
 */
test('an explicit deny of the bucket applies to the administrator, too', async () => {
  await put({ Effect: 'Deny' })
  expect(await denialOf(rig.s3.getObject({ Bucket, Key }))).toBe(`s3:GetObject arn:aws:s3:::${Bucket}/${Key}`)
})

/** @documented S3 User Guide, Bucket policies, Granting read-only permission to the public: anyone gets objects */
describe('everyone', () => {
  test('gets what a policy opens, and nothing else', async () => {
    expect(await plain(`${Bucket}/${Key}`)).toMatchObject({ status: 403, code: 'AccessDenied' })
    await put({})
    expect(await plain(`${Bucket}/${Key}`)).toMatchObject({ status: 200, text: 'content' })
    expect((await plain(`${Bucket}/${Key}`, 'PUT', 'x')).element('Message')).toBe('Access Denied')
    expect(await plain(`${Bucket}/${Key}`, 'DELETE')).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(await plain(Bucket)).toMatchObject({ status: 403, code: 'AccessDenied' })
  })

  test('learns by s3:ListBucket alone that there is no object', async () => {
    await put({})
    expect(await plain(`${Bucket}/missing`)).toMatchObject({ status: 403, code: 'AccessDenied' })
    await put({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: BOTH })
    expect(await plain(`${Bucket}/missing`)).toMatchObject({ status: 404, code: 'NoSuchKey' })
  })

  test('writes where a policy lets it, by a form, too', async () => {
    const form = new FormData()
    form.append('key', 'posted')
    form.append('file', new Blob(['by anyone']))
    expect(await plain(Bucket, 'POST', form)).toMatchObject({ status: 403, code: 'AccessDenied' })
    await put({ Action: 's3:PutObject' })
    expect(await plain(`${Bucket}/put`, 'PUT', 'by anyone')).toMatchObject({ status: 200 })
    expect(await plain(Bucket, 'POST', form)).toMatchObject({ status: 204 })
    expect(await rig.read(Bucket, 'put')).toBe('by anyone')
    expect(await rig.read(Bucket, 'posted')).toBe('by anyone')
  })

  test('gets nothing that a key of KMS encrypts', async () => {
    await rig.s3.putObject({ Bucket, Key: 'sealed', Body: 'x', ServerSideEncryption: 'aws:kms' })
    await put({})
    expect((await plain(`${Bucket}/sealed`)).status).toBe(403)
  })
})

/**
 * @documented S3 API Reference, PublicAccessBlockConfiguration, RestrictPublicBuckets: only AWS services and authorized
 *   users of the account get to a bucket with a public policy
 */
test('RestrictPublicBuckets keeps everyone out of a bucket with a public policy, and nobody of the account', async () => {
  await put({})
  const restrict = (RestrictPublicBuckets: boolean) =>
    rig.s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets } })
  await restrict(true)
  expect(await plain(`${Bucket}/${Key}`)).toMatchObject({ status: 403, code: 'AccessDenied' })
  expect(await readable()).toBe(true)
  await restrict(false)
  expect(await plain(`${Bucket}/${Key}`)).toMatchObject({ status: 200 })
})

/**
 * @documented S3 User Guide, Blocking public access, The meaning of "public": a policy is public unless it grants access
 *   to fixed values of some condition keys
 */
test.each<[string, Statement, boolean]>([
  ['everyone', {}, true],
  ['everyone, in a list', { Principal: { AWS: ['*'] } }, true],
  [
    'everyone, on a condition that limits nobody',
    { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    true,
  ],
  ['everyone with a referer', { Condition: { StringLike: { 'aws:Referer': 'https://shop/*' } } }, true],
  ['every address', { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }, true],
  [
    'half of the addresses',
    { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.1', '0.0.0.0/1'] } } },
    true,
  ],
  ['a broad range of IPv6', { Condition: { IpAddress: { 'aws:SourceIp': '2001::/16' } } }, true],
  ['a range of IPv6', { Condition: { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } } }, false],
  [
    'whoever encrypts with a key',
    { Condition: { StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'key' } } },
    false,
  ],
  ['all addresses but one', { Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.1/32' } } }, true],
  ['every source', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } } }, true],
  ['some addresses', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }, false],
  ['an account', { Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } } }, false],
  ['a role', { Principal: { AWS: ROLE_ARN } }, false],
  ['a service', { Principal: { Service: 'cloudfront.amazonaws.com' } }, false],
  ['nobody', { Effect: 'Deny' }, false],
])('BlockPublicPolicy: a policy for %s', async (_, statement, isPublic) => {
  await rig.s3.putPublicAccessBlock({
    Bucket,
    PublicAccessBlockConfiguration: { BlockPublicPolicy: true },
  })
  const code = await put(statement).then(
    () => undefined,
    ({ name }: Error) => name,
  )
  expect(code).toBe(isPublic ? 'AccessDenied' : undefined)
})

/** @documented Service Authorization Reference, S3: the condition keys, each with what it filters access by */
describe('a condition on', () => {
  const sse = { ServerSideEncryption: 'AES256' } as const
  const putObject = (more: object) => reader.putObject({ Bucket, Key: 'new', Body: 'x', ...more })

  test.each<[key: string, value: string, fits: () => Promise<unknown>, other: () => Promise<unknown>]>([
    [
      's3:prefix',
      'mine/',
      () => reader.listObjectsV2({ Bucket, Prefix: 'mine/' }),
      () => reader.listObjectsV2({ Bucket }),
    ],
    [
      's3:delimiter',
      '/',
      () => reader.listObjects({ Bucket, Delimiter: '/' }),
      () => reader.listObjects({ Bucket }),
    ],
    [
      's3:max-keys',
      '10',
      () => reader.listObjectVersions({ Bucket, MaxKeys: 10 }),
      () => reader.listObjectVersions({ Bucket, MaxKeys: 100 }),
    ],
    [
      's3:VersionId',
      'null',
      () => reader.getObject({ Bucket, Key, VersionId: 'null' }),
      () => reader.getObject({ Bucket, Key }),
    ],
    ['s3:x-amz-server-side-encryption', 'AES256', () => putObject(sse), () => putObject({})],
    [
      's3:x-amz-server-side-encryption-aws-kms-key-id',
      'alias/shop',
      () => putObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/shop' }),
      () => putObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/other' }),
    ],
    ['s3:x-amz-acl', 'private', () => putObject({ ACL: 'private' }), () => putObject({})],
    [
      's3:x-amz-storage-class',
      'STANDARD_IA',
      () => putObject({ StorageClass: 'STANDARD_IA' }),
      () => putObject({ StorageClass: 'GLACIER' }),
    ],
    ['s3:if-none-match', '*', () => putObject({ IfNoneMatch: '*' }), () => putObject({})],
    [
      's3:x-amz-metadata-directive',
      'REPLACE',
      () =>
        reader.copyObject({
          Bucket,
          Key: 'new',
          CopySource: `${Bucket}/${Key}`,
          MetadataDirective: 'REPLACE',
        }),
      () =>
        reader.copyObject({ Bucket, Key: 'new', CopySource: `${Bucket}/${Key}`, MetadataDirective: 'COPY' }),
    ],
    [
      's3:ExistingObjectTag/team',
      'shop',
      () => reader.getObject({ Bucket, Key }),
      () => reader.getObject({ Bucket, Key: 'untagged' }),
    ],
    [
      's3:RequestObjectTag/team',
      'shop',
      () => putObject({ Tagging: 'team=shop' }),
      () => putObject({ Tagging: 'team=video' }),
    ],
    [
      's3:RequestObjectTagKeys',
      'team',
      () => reader.putObjectTagging({ Bucket, Key, Tagging: { TagSet: [{ Key: 'team', Value: 'x' }] } }),
      () => reader.putObjectTagging({ Bucket, Key, Tagging: { TagSet: [{ Key: 'other', Value: 'x' }] } }),
    ],
    ['s3:authType', 'REST-HEADER', () => reader.getObject({ Bucket, Key }), () => presigned()],
    ['s3:ResourceAccount', '000000000000', () => reader.getObject({ Bucket, Key }), () => Promise.resolve()],
  ])('%s', async (key, value, fits, other) => {
    await rig.s3.putObject({ Bucket, Key: 'untagged', Body: 'x' })
    await rig.s3.deleteObject({ Bucket, Key: 'new' })
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
    setRolePolicies(rig.aws.account, ROLE, [{ Statement: everything }])
    const denied = (call: Promise<unknown>) => denialOf(call).then(denial => denial !== undefined)
    const ofReader: Statement = {
      Effect: 'Deny',
      Principal: { AWS: ROLE_ARN },
      Action: 's3:*',
      Resource: BOTH,
    }
    // First denied because it fits, then only if there is no value.
    const operator = key === 's3:RequestObjectTagKeys' ? 'ForAnyValue:String' : 'String'
    await put({ ...ofReader, Condition: { [`${operator}Equals`]: { [key]: value } } })
    expect(await denied(fits())).toBe(true)
    expect(await denied(other())).toBe(false)
    await put({ ...ofReader, Condition: { Null: { [key]: 'true' } } })
    expect(await denied(fits())).toBe(false)
  })

  /**
   * @documented S3 API Reference, Signature Version 4 policy keys, s3:signatureAge: "The length of time, in milliseconds,
   *   that a signature is valid in an authenticated request"; it works for presigned URLs
   */
  test('s3:signatureAge: a URL is refused when it is ten minutes old', async () => {
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
    setRolePolicies(rig.aws.account, ROLE, [{ Statement: everything }])
    await put({ Effect: 'Deny', Condition: { NumericGreaterThan: { 's3:signatureAge': '600000' } } })
    const url = await presignedUrl()
    expect(await answered(fetch(url))).toMatchObject({ status: 200 })
    await rig.clock.advanceBy({ minutes: 9 })
    expect(await answered(fetch(url))).toMatchObject({ status: 200 })
    await rig.clock.advanceBy({ minutes: 2 })
    expect(await answered(fetch(url))).toMatchObject({ status: 403, code: 'AccessDenied' })
  })

  /** @documented S3 API Reference, Signature Version 4 policy keys, s3:signatureAge: it works for presigned POST */
  test('s3:signatureAge: a form is refused when it is ten minutes older', async () => {
    // createPresignedPost reads the machine's clock, which this AWS may have left behind.
    const ahead = Math.max(0, rig.clock.now() - Date.now())
    const form = await signedForm()
    await put({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Condition: { NumericGreaterThan: { 's3:signatureAge': String(ahead + 600_000) } },
    })
    await rig.clock.advanceBy({ minutes: 9 })
    expect(await plain(Bucket, 'POST', form)).toMatchObject({ status: 204 })
    await rig.clock.advanceBy({ minutes: 2 })
    expect(await plain(Bucket, 'POST', form)).toMatchObject({ status: 403, code: 'AccessDenied' })
  })

  /** @documented S3 API Reference, Signature Version 4 policy keys, s3:authType: the value POST */
  test('s3:authType, for forms', async () => {
    await put({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Condition: { StringEquals: { 's3:authType': 'POST' } },
    })
    const form = await signedForm()
    expect(await plain(Bucket, 'POST', form)).toMatchObject({ status: 403, code: 'AccessDenied' })
    await expect(rig.s3.putObject({ Bucket, Key: 'form', Body: 'x' })).resolves.toBeDefined()
  })

  async function signedForm(): Promise<FormData> {
    const { fields } = await createPresignedPost(rig.s3, { Bucket, Key: 'form', Expires: 24 * 60 * 60 })
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', new Blob(['x']))
    return form
  }

  const presignedUrl = () =>
    getSignedUrl(reader, new GetObjectCommand({ Bucket, Key }), {
      expiresIn: 3600,
      signingDate: new Date(rig.clock.now()),
    })

  /** Fails as an SDK call does. */
  async function presigned(): Promise<void> {
    const { status, text } = await answered(fetch(await presignedUrl()))
    if (status === 403) throw Object.assign(new Error(text), { $metadata: { httpStatusCode: 403 } })
  }
})

/** @own condition keys that requests never have here */
test.each(['s3:object-lock-mode', 's3:DataAccessPointArn', 's3:locationconstraint'])(
  'a condition on %s is refused by name',
  async key => {
    await expect(put({ Effect: 'Deny', Condition: { StringEquals: { [key]: 'x' } } })).rejects.toMatchObject({
      name: 'MalformedPolicy',
      message: expect.stringContaining(`does not simulate the condition key "${key.toLowerCase()}"`),
    })
  },
)

/**
 * @documented S3 User Guide, Download and upload objects with presigned URLs: a URL is "limited by the permissions of
 *   the user who creates it"
 */
test('a presigned URL may what its signer may when it is used', async () => {
  const url = await getSignedUrl(reader, new GetObjectCommand({ Bucket, Key }), {
    signingDate: new Date(rig.clock.now()),
  })
  expect(await answered(fetch(url))).toMatchObject({ status: 403, code: 'AccessDenied' })
  await put({ Principal: { AWS: ROLE_ARN } })
  expect(await answered(fetch(url))).toMatchObject({ status: 200, text: 'content' })
  await rig.s3.deleteBucketPolicy({ Bucket })
  expect(await answered(fetch(url))).toMatchObject({ status: 403, code: 'AccessDenied' })
})

/** @documented S3 User Guide, Granting permissions to publish event notification messages to a destination: S3 needs permission to send */
test('a queue without a policy gets no notifications', async () => {
  await rig.sqs.createQueue({ QueueName: 'closed' })
  const QueueConfigurations = [
    { QueueArn: rig.aws.account.arn('sqs', 'closed'), Events: ['s3:ObjectCreated:*' as const] },
  ]
  await expect(
    rig.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
  ).rejects.toMatchObject({ name: 'InvalidArgument' })
})
