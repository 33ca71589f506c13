import { KMS } from '@aws-sdk/client-kms'
import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { EdgeRig } from './edge-rig.ts'

/* The rules are those of the API reference, each by the operation that it names. */

let rig: EdgeRig
let Bucket: string
let names = 0
beforeAll(async () => {
  rig = await EdgeRig.start()
})
beforeEach(async () => {
  Bucket = await rig.bucket(`configured-${++names}`)
})
afterAll(() => rig.stop())

const refusedWith = (name: string, message = '') =>
  expect.objectContaining({ name, message: expect.stringContaining(message) })

describe('default encryption', () => {
  const encrypt = (rule: ServerSideEncryptionRule) =>
    rig.s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } })
  const shown = async () =>
    (await rig.s3.getBucketEncryption({ Bucket })).ServerSideEncryptionConfiguration?.Rules
  const base = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }]

  /**
   * @documented S3 User Guide, Default encryption: "Amazon S3 applies … SSE-S3 as the base level of
   *   encryption for every bucket"; S3 API Reference, DeleteBucketEncryption: it "resets the default
   *   encryption for the bucket"
   */
  test('is SSE-S3 until it is set, and again when it is deleted', async () => {
    expect(await shown()).toEqual(base)
    await encrypt({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true })
    await rig.s3.deleteBucketEncryption({ Bucket })
    expect(await shown()).toEqual(base)
  })

  /**
   * @documented S3 User Guide, Default encryption: an object whose request names no encryption gets the
   *   bucket's
   */
  test('is applied to new objects that say nothing of it; a disabled key makes writes and reads fail', async () => {
    const kms = new KMS(rig.client)
    const { KeyMetadata } = await kms.createKey({})
    const { Arn, KeyId } = KeyMetadata as { Arn: string; KeyId: string }
    await encrypt({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Arn },
      BucketKeyEnabled: true,
    })
    const written = await rig.s3.putObject({ Bucket, Key: 'secret', Body: 'x' })
    const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: Arn, BucketKeyEnabled: true }
    expect(written).toMatchObject(encryption)
    expect(await rig.s3.headObject({ Bucket, Key: 'secret' })).toMatchObject(encryption)

    await kms.disableKey({ KeyId })
    await expect(rig.s3.putObject({ Bucket, Key: 'more', Body: 'x' })).rejects.toThrow(
      refusedWith('KMS.DisabledException'),
    )
    await expect(rig.s3.getObject({ Bucket, Key: 'secret' })).rejects.toThrow(
      refusedWith('KMS.DisabledException'),
    )
    kms.destroy()
  })

  /**
   * @documented S3 API Reference, ServerSideEncryptionByDefault: a KMSMasterKeyID is allowed only with
   *   aws:kms and aws:kms:dsse
   */
  test('cannot name a key for SSE-S3, nor an unknown algorithm', async () => {
    const withKey = { SSEAlgorithm: 'AES256' as const, KMSMasterKeyID: 'alias/mine' }
    await expect(encrypt({ ApplyServerSideEncryptionByDefault: withKey })).rejects.toThrow(
      refusedWith('InvalidArgument', 'KMSMasterKeyID is not applicable'),
    )
    const unknown = { SSEAlgorithm: 'rot13' as 'AES256' }
    await expect(encrypt({ ApplyServerSideEncryptionByDefault: unknown })).rejects.toThrow(
      refusedWith('MalformedXML'),
    )
  })
})

describe('the bucket policy', () => {
  const put = (Policy: unknown) =>
    rig.s3.putBucketPolicy({ Bucket, Policy: typeof Policy === 'string' ? Policy : JSON.stringify(Policy) })
  const statement = () => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  })
  const policy = (change: object = {}) => ({
    Version: '2012-10-17',
    Statement: [{ ...statement(), ...change }],
  })

  /**
   * @documented S3 API Reference, GetBucketPolicy: "Returns the policy of a specified bucket"
   * @documented S3 API Reference, DeleteBucketPolicy: "Deletes the policy of a specified bucket."
   * @recorded tests/aws/services/s3/test_s3_api.py::TestS3BucketPolicy::test_bucket_policy_crud, 2026-02-21
   */
  test('is given back as it was put, until it is deleted', async () => {
    await put(policy())
    const { Policy = '' } = await rig.s3.getBucketPolicy({ Bucket })
    expect(JSON.parse(Policy)).toEqual(policy())
    await rig.s3.deleteBucketPolicy({ Bucket })
    await expect(rig.s3.getBucketPolicy({ Bucket })).rejects.toThrow(refusedWith('NoSuchBucketPolicy'))
  })

  /** @documented S3 API Reference, PutBucketPolicy: the error MalformedPolicy */
  test.each([
    ['no JSON', () => 'policy', 'must be valid JSON'],
    ['no statement', () => ({ Version: '2012-10-17' }), 'Missing required field Statement'],
    ['no principal', () => policy({ Principal: undefined }), 'Missing required field Principal'],
    ['no action', () => policy({ Action: undefined }), 'Missing required field Action'],
    ['an unknown effect', () => policy({ Effect: 'Maybe' }), 'Invalid effect'],
    [
      'another bucket as resource',
      () => policy({ Resource: 'arn:aws:s3:::other/*' }),
      'Policy has invalid resource',
    ],
    ['a principal that is none', () => policy({ Principal: { AWS: 'ada' } }), 'Invalid principal in policy'],
    ['an unknown element', () => policy({ Conditions: {} }), 'A statement has no element "Conditions".'],
  ])('is refused with %s', async (_, document, message) => {
    await expect(put(document())).rejects.toThrow(refusedWith('MalformedPolicy', message))
  })

  /**
   * @documented S3 API Reference, PublicAccessBlockConfiguration, BlockPublicPolicy: it "causes Amazon S3 to
   *   reject calls to PUT Bucket policy if the … policy allows public access"
   */
  test('cannot open the bucket to the public while that is blocked', async () => {
    const open = policy({ Effect: 'Allow', Condition: undefined })
    await expect(put(open)).rejects.toThrow(refusedWith('AccessDenied', 'BlockPublicPolicy'))
    await rig.s3.deletePublicAccessBlock({ Bucket })
    await put(open)
  })
})

describe('public access', () => {
  /**
   * @documented S3 User Guide, Blocking public access: "By default, new buckets … don't allow public access"
   */
  test('is blocked in a new bucket; what is not said is not blocked', async () => {
    const shown = async () => (await rig.s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration
    const all = {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    }
    expect(await shown()).toEqual(all)
    await rig.s3.putPublicAccessBlock({
      Bucket,
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true },
    })
    expect(await shown()).toEqual({
      ...all,
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      RestrictPublicBuckets: false,
    })
    await rig.s3.deletePublicAccessBlock({ Bucket })
    await expect(shown()).rejects.toThrow(refusedWith('NoSuchPublicAccessBlockConfiguration'))
  })

  /** @documented S3 User Guide, Controlling ownership of objects: Bucket owner enforced is the default */
  test('by ownership: the bucket’s owner owns its objects, unless that is changed', async () => {
    const shown = async () => (await rig.s3.getBucketOwnershipControls({ Bucket })).OwnershipControls?.Rules
    expect(await shown()).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
    await rig.s3.putBucketOwnershipControls({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    })
    expect(await shown()).toEqual([{ ObjectOwnership: 'BucketOwnerPreferred' }])
    await rig.s3.deleteBucketOwnershipControls({ Bucket })
    await expect(shown()).rejects.toThrow(refusedWith('OwnershipControlsNotFoundError'))
  })
})

describe('tags', () => {
  /** @documented S3 API Reference, PutBucketTagging: "Sets the tags for a general purpose bucket." */
  test('are given back as they were put, until they are deleted', async () => {
    const TagSet = [
      { Key: 'stage', Value: 'dev' },
      { Key: 'owner', Value: 'video' },
    ]
    await rig.s3.putBucketTagging({ Bucket, Tagging: { TagSet } })
    expect((await rig.s3.getBucketTagging({ Bucket })).TagSet).toEqual(TagSet)
    await rig.s3.deleteBucketTagging({ Bucket })
    await expect(rig.s3.getBucketTagging({ Bucket })).rejects.toThrow(refusedWith('NoSuchTagSet'))
  })

  /** @documented S3 API Reference, PutBucketTagging: the error InvalidTag; at most 50 tags */
  test('are at most 50, each key once', async () => {
    const tagged = (count: number, key = (index: number) => `key-${index}`) =>
      rig.s3.putBucketTagging({
        Bucket,
        Tagging: { TagSet: Array.from({ length: count }, (_, index) => ({ Key: key(index), Value: '' })) },
      })
    await tagged(50)
    await expect(tagged(51)).rejects.toThrow(refusedWith('BadRequest', '50'))
    await expect(tagged(2, () => 'same')).rejects.toThrow(refusedWith('InvalidTag', 'same key'))
  })

  /** @recorded tests/aws/services/s3/test_s3_api.py::TestS3BucketObjectTagging::test_bucket_tagging_crud, 2026-02-23 */
  test('are no tag set if there are none', async () => {
    await rig.s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })
    await rig.s3.putBucketTagging({ Bucket, Tagging: { TagSet: [] } })
    await expect(rig.s3.getBucketTagging({ Bucket })).rejects.toThrow(refusedWith('NoSuchTagSet'))
  })

  /** @recorded tests/aws/services/s3/test_s3_api.py::TestS3BucketObjectTagging::test_create_bucket_with_tags_us_east_1_idempotency, 2026-02-23 */
  test('can be given at creation, and not again', async () => {
    const TagSet = [{ Key: 'stage', Value: 'dev' }]
    const create = (CreateBucketConfiguration?: { Tags: typeof TagSet }) =>
      rig.s3.createBucket({ Bucket: `tagged-${names}`, CreateBucketConfiguration })
    await create({ Tags: TagSet })
    await create()
    expect((await rig.s3.getBucketTagging({ Bucket: `tagged-${names}` })).TagSet).toEqual(TagSet)
    await expect(create({ Tags: TagSet })).rejects.toThrow(refusedWith('BucketAlreadyOwnedByYou'))
  })
})

describe('lifecycle rules', () => {
  /** @documented S3 User Guide, Lifecycle configuration elements: days are rounded up to the next midnight UTC */
  test('announce when they would delete an object: by the rule that would do so first', async () => {
    const Tag = { Key: 'kind', Value: 'draft' }
    const rule = (ID: string, Days: number, Filter: object) =>
      ({ ID, Status: 'Enabled', Filter, Expiration: { Days } }) as const
    const Rules = [
      rule('all', 30, { Prefix: '' }),
      rule('drafts', 1, { Tag }),
      rule('big', 2, { ObjectSizeGreaterThan: 3 }),
    ]
    await rig.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } })
    const today = Math.floor(rig.clock.now() / 86_400_000)
    const expiry = (days: number, id: string) =>
      `expiry-date="${new Date((today + days + 1) * 86_400_000).toUTCString()}", rule-id="${id}"`
    const draft = await rig.s3.putObject({ Bucket, Key: 'draft', Body: 'x', Tagging: 'kind=draft' })
    expect(draft.Expiration).toBe(expiry(1, 'drafts'))
    expect((await rig.s3.headObject({ Bucket, Key: 'draft' })).Expiration).toBe(expiry(1, 'drafts'))
    expect((await rig.s3.putObject({ Bucket, Key: 'big', Body: 'four' })).Expiration).toBe(expiry(2, 'big'))
    expect((await rig.s3.putObject({ Bucket, Key: 'other', Body: 'x' })).Expiration).toBe(expiry(30, 'all'))
  })

  type Rule = NonNullable<
    NonNullable<
      Parameters<typeof rig.s3.putBucketLifecycleConfiguration>[0]['LifecycleConfiguration']
    >['Rules']
  >[number]
  const rule: Rule = {
    ID: 'uploads',
    Status: 'Enabled',
    Filter: { And: { Prefix: 'uploads/', Tags: [{ Key: 'state', Value: 'abandoned' }] } },
    Expiration: { Days: 1 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  }
  const put = (...Rules: Rule[]) =>
    rig.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } })

  /**
   * @documented S3 API Reference, PutBucketLifecycleConfiguration: "Creates a new lifecycle configuration for
   *   the bucket or replaces an existing lifecycle configuration."
   * @documented S3 API Reference, GetBucketLifecycleConfiguration, NoSuchLifecycleConfiguration: "The
   *   lifecycle configuration does not exist."
   */
  test('are given back as they were put, with an id where they had none, until they are deleted', async () => {
    const { ID: _, ...withoutId } = rule
    await put(rule, withoutId)
    const { Rules = [] } = await rig.s3.getBucketLifecycleConfiguration({ Bucket })
    expect(Rules).toEqual([rule, { ...withoutId, ID: expect.stringMatching(/.+/) }])
    await rig.s3.deleteBucketLifecycle({ Bucket })
    await expect(rig.s3.getBucketLifecycleConfiguration({ Bucket })).rejects.toThrow(
      refusedWith('NoSuchLifecycleConfiguration'),
    )
  })

  /** @own lifecycle rules, which are inert */
  test('are kept, and delete nothing: they are inert here', async () => {
    await put({ Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } })
    await rig.s3.putObject({ Bucket, Key: 'old', Body: 'x' })
    await rig.clock.advanceBy({ hours: 72 })
    expect(await rig.read(Bucket, 'old')).toBe('x')
  })

  /** @documented S3 API Reference, LifecycleRule: Status, Filter, and the action of a rule */
  test.each<[string, Rule[], string]>([
    ['no action', [{ Status: 'Enabled', Filter: { Prefix: '' } }], 'InvalidRequest'],
    ['no filter', [{ ...rule, Filter: undefined }], 'MalformedXML'],
    ['an unknown status', [{ ...rule, Status: 'Paused' as 'Enabled' }], 'MalformedXML'],
    ['no days', [{ ...rule, Expiration: { Days: 0 } }], 'InvalidArgument'],
    ['one id twice', [rule, rule], 'InvalidArgument'],
  ])('are refused with %s', async (_, rules, name) => {
    await expect(put(...rules)).rejects.toThrow(refusedWith(name))
  })
})

/** @own features that are refused as not simulated */
test('unsupported features are refused by name', async () => {
  await expect(rig.s3.getBucketWebsite({ Bucket })).rejects.toThrow(refusedWith('NotImplemented', 'website'))
  await expect(rig.s3.getBucketReplication({ Bucket })).rejects.toThrow(
    refusedWith('NotImplemented', 'replication'),
  )
  await expect(rig.s3.getBucketPolicy({ Bucket: 'nobodys' })).rejects.toThrow(refusedWith('NoSuchBucket'))
})
