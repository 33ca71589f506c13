import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'
import { EdgeRig, fromService } from './edge-rig.ts'

const EVERYTHING_TO_THE_ACCOUNT = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::000000000000:root' },
  Action: 'kms:*',
  Resource: '*',
}
const CODE = 'exports.handler = async event => { console.log(event.Records[0].s3.object.key) }'

/** What the CDK writes for a bucket with everything on, beside what it needs. */
const VIDEO = {
  Resources: {
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: EVERYTHING_TO_THE_ACCOUNT } } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'uploads' } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Statement: fromService('s3', 'sqs:SendMessage', { 'Fn::GetAtt': ['Queue', 'Arn'] }),
        },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: { Statement: fromService('s3', 'sns:Publish', { Ref: 'Topic' }) },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: TRUST,
        Policies: [
          {
            PolicyName: 'logs',
            PolicyDocument: { Statement: { Effect: 'Allow', Action: 'logs:*', Resource: '*' } },
          },
        ],
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
        Principal: 's3.amazonaws.com',
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'told',
        Code: { ZipFile: CODE },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      DependsOn: ['Permission', 'QueuePolicy', 'TopicPolicy'],
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: {
                KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
                SSEAlgorithm: 'aws:kms',
              },
            },
          ],
        },
        CorsConfiguration: {
          CorsRules: [
            {
              AllowedHeaders: ['*'],
              AllowedMethods: ['PUT'],
              AllowedOrigins: ['https://example.com'],
              ExposedHeaders: ['ETag'],
              MaxAge: 3600,
            },
          ],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'abandoned',
              Status: 'Enabled',
              Prefix: 'uploads/',
              ExpirationInDays: 7,
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
            {
              Status: 'Enabled',
              TagFilters: [{ Key: 'tier', Value: 'cold' }],
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 90 }],
            },
          ],
        },
        LoggingConfiguration: { LogFilePrefix: 'access/' },
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'uploads/' }] } },
              Queue: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            },
          ],
          TopicConfigurations: [{ Event: 's3:ObjectRemoved:*', Topic: { Ref: 'Topic' } }],
          LambdaConfigurations: [
            {
              Event: 's3:ObjectCreated:Put',
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'told/' }] } },
              Function: { 'Fn::GetAtt': ['Function', 'Arn'] },
            },
          ],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        Tags: [{ Key: 'stage', Value: 'dev' }],
        VersioningConfiguration: { Status: 'Enabled' },
      },
    },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [
                { 'Fn::GetAtt': ['Bucket', 'Arn'] },
                { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/*']] },
              ],
            },
          ],
        },
      },
    },
  },
  Outputs: {
    Name: { Value: { Ref: 'Bucket' } },
    Arn: { Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] } },
    Regional: { Value: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] } },
    Key: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  },
}

async function started(template: object): Promise<EdgeRig> {
  const assembly = await Assembly.of({ Video: template })
  try {
    return await EdgeRig.start(assembly.directory)
  } finally {
    await assembly.remove()
  }
}

const bucketWith = (Properties: object) => ({
  Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } },
})

describe('AWS::S3::Bucket', () => {
  let rig: EdgeRig
  let Bucket: string
  beforeAll(async () => {
    rig = await started(VIDEO)
    Bucket = rig.aws.stacks.Video?.Name as string
  })
  afterAll(() => rig.stop())

  /** Waits for a line of a function, whose process takes the time that it takes. */
  async function printed(logGroupName: string, filterPattern: string): Promise<boolean> {
    const logs = new CloudWatchLogs(rig.client)
    let found = 0
    while (found === 0) {
      const { events = [] } = await logs
        .filterLogEvents({ logGroupName, filterPattern: `"${filterPattern}"` })
        .catch(() => ({ events: [] }))
      found = events.length
    }
    logs.destroy()
    return true
  }

  /**
   * @documented CloudFormation Template Reference, AWS::S3::Bucket: Ref is the name; CloudFormation
   *   "generates a unique ID and uses that ID for the bucket name"
   */
  test('has a name of its own, in lower case, and its attributes', () => {
    expect(Bucket).toMatch(/^video-bucket-[a-z0-9]+$/)
    expect(rig.aws.stacks.Video).toMatchObject({
      Arn: `arn:aws:s3:::${Bucket}`,
      Regional: `${Bucket}.s3.us-east-1.amazonaws.com`,
    })
  })

  /** @documented CloudFormation Template Reference, AWS::S3::Bucket: its properties */
  test('is configured as its properties say', async () => {
    const { s3 } = rig
    expect((await s3.getBucketEncryption({ Bucket })).ServerSideEncryptionConfiguration?.Rules).toEqual([
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: rig.aws.stacks.Video?.Key,
        },
        BucketKeyEnabled: true,
      },
    ])
    expect((await s3.getBucketCors({ Bucket })).CORSRules).toEqual([
      {
        AllowedHeaders: ['*'],
        AllowedMethods: ['PUT'],
        AllowedOrigins: ['https://example.com'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 3600,
      },
    ])
    expect((await s3.getBucketLifecycleConfiguration({ Bucket })).Rules).toEqual([
      {
        ID: 'abandoned',
        Status: 'Enabled',
        Filter: { Prefix: 'uploads/' },
        Expiration: { Days: 7 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
      {
        ID: expect.any(String),
        Status: 'Enabled',
        Filter: { Tag: { Key: 'tier', Value: 'cold' } },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        Transitions: [{ StorageClass: 'GLACIER', Days: 90 }],
      },
    ])
    expect((await s3.getBucketVersioning({ Bucket })).Status).toBe('Enabled')
    expect((await s3.getBucketTagging({ Bucket })).TagSet).toEqual([{ Key: 'stage', Value: 'dev' }])
    const { Policy = '' } = await s3.getBucketPolicy({ Bucket })
    expect(JSON.parse(Policy).Statement[0].Resource).toEqual([
      `arn:aws:s3:::${Bucket}`,
      `arn:aws:s3:::${Bucket}/*`,
    ])
  })

  /**
   * @documented CloudFormation Template Reference, AWS::S3::Bucket, NotificationConfiguration: queues and
   *   functions that are told of events
   */
  test('notifies queues and functions', async () => {
    const queue = rig.aws.account.arn('sqs', 'uploads')
    expect(await rig.documents(queue)).toMatchObject([{ document: { Event: 's3:TestEvent' } }])
    for (const Key of ['uploads/1', 'told/1']) await rig.s3.putObject({ Bucket, Key, Body: 'x' })
    const events = (await rig.documents(queue)).map(({ document }) => document.Records[0].s3.object.key)
    expect(events).toEqual(['uploads/1'])
    expect(await printed('/aws/lambda/told', 'told/1')).toBe(true)
  })
})

/** @documented S3 API Reference, CreateBucket, BucketAlreadyOwnedByYou: the bucket exists and is yours */
test('a named bucket can be created only once', async () => {
  const twice = {
    Resources: {
      One: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mine' } },
      Two: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mine' }, DependsOn: 'One' },
    },
  }
  await expect(started(twice)).rejects.toThrow('Video/Two: BucketAlreadyOwnedByYou')
})

/** @own properties, refused as not simulated */
describe('what would change behaviour and is not simulated is refused by name', () => {
  test.each(['ReplicationConfiguration', 'ObjectLockConfiguration', 'WebsiteConfiguration', 'AccessControl'])(
    '%s',
    async name => {
      await expect(started(bucketWith({ [name]: {} }))).rejects.toThrow(
        `Video/Bucket: the local AWS does not simulate the property "${name}" of AWS::S3::Bucket`,
      )
    },
  )

  test.each([
    ['NotificationConfiguration', { EventBridgeConfiguration: { EventBridgeEnabled: true } }, 'EventBridge'],
    ['BucketEncryption', { ServerSideEncryptionConfiguration: [{ BlockedEncryptionTypes: {} }] }, 'Blocked'],
    ['CorsConfiguration', { CorsRules: [{ Unknown: 1 }] }, 'Unknown'],
    ['LifecycleConfiguration', { Rules: [{ Status: 'Enabled', Unknown: 1 }] }, 'Unknown'],
  ])('within %s', async (name, value, what) => {
    await expect(started(bucketWith({ [name]: value }))).rejects.toThrow(
      new RegExp(`does not simulate the property ${what}\\w* of ${name}`),
    )
  })
})

/**
 * @recorded
 *   tests/aws/services/s3/test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_invalid_sqs_arn,
 *   2025-01-21
 */
test('a bucket that notifies nobody who is there is refused with S3’s own words', async () => {
  const Queue = 'arn:aws:sqs:us-east-1:000000000000:none'
  const QueueConfigurations = [{ Event: 's3:ObjectCreated:*', Queue }]
  await expect(started(bucketWith({ NotificationConfiguration: { QueueConfigurations } }))).rejects.toThrow(
    'Unable to validate the following destination configurations',
  )
})
