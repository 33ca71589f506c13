import { Duration } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { HttpMethods } from 'aws-cdk-lib/aws-s3'
import { DomainBucket, type DomainBucketProps } from '../../../lib/constructs/domain-bucket.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain, resources, snapshotOf } from '../fixture.ts'
import { type Statement, statementsOf } from '../resource.ts'

function bucket(stack: DomainStack, props: Partial<DomainBucketProps> = {}): DomainBucket {
  return new DomainBucket(stack, 'Photos', {
    domain: stack,
    name: 'photos',
    expiries: { 'in/': Duration.days(1) },
    withoutAccessLogs: 'It is a test.',
    ...props,
  })
}

const CONSUMERS = {
  Arrivals: 'shop/receipts',
  Departures: 'shop/review',
  Urgent: 'shop/shipping',
} as const

function queue(stack: DomainStack, id: keyof typeof CONSUMERS, fifo = false): GuardedQueue {
  const consumer = { function: CONSUMERS[id], timeout: Duration.seconds(30) }
  return new GuardedQueue(stack, id, { domain: stack, fifo, consumer })
}

function notifyingBucket(): Template {
  const stack = domain()
  bucket(stack).notify(queue(stack, 'Arrivals'), { prefix: 'in/' })
  return Template.fromStack(stack)
}

const named = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':s3:::messaging-dev-photos-',
      { Ref: 'AWS::AccountId' },
      '-',
      { Ref: 'AWS::Region' },
    ],
  ],
}
const fromTheBucketAlone = { 'aws:SourceArn': named }
const fromThisAccount = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }

test('with minimal props', () => {
  const stack = domain()
  bucket(stack)
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('with all props', () => {
  const stack = domain()
  const photos = bucket(stack, {
    expiries: { 'in/': Duration.days(3), 'out/': Duration.days(30) },
    cors: { allowedMethods: [HttpMethods.PUT], allowedOrigins: ['*'], exposedHeaders: ['ETag'] },
  })
  photos.notify(queue(stack, 'Arrivals'), { prefix: 'in/' })
  photos.notify(queue(stack, 'Departures'), { prefix: 'out/', suffix: '.jpg' })
  const own = Object.entries(snapshotOf(stack)).filter(([id]) => id.startsWith('Photos'))
  expect(Object.fromEntries(own)).toMatchSnapshot()
})

test('requires TLS, and can never be public', () => {
  const stack = domain()
  bucket(stack)
  const template = Template.fromStack(stack)
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({
          Effect: 'Deny',
          Action: 's3:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    },
  })
  template.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  })
})

test('gives up abandoned multipart uploads after a day', () => {
  const stack = domain()
  bucket(stack)
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }),
      ]),
    },
  })
})

describe('a notification', () => {
  test('is configured after S3 may send: S3 tries it then', () => {
    const [made] = Object.values(notifyingBucket().findResources('AWS::S3::Bucket'))
    expect(made?.DependsOn).toContainEqual(expect.stringMatching(/^ArrivalsQueuePolicy/))
  })

  test('needs no function that configures it', () => {
    expect(notifyingBucket().findResources('AWS::Lambda::Function')).toEqual({})
  })

  test('is let in by the queue for this bucket of this account alone', () => {
    notifyingBucket().hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ArrivalsQueue'), 'Arn'] },
            Condition: { ArnEquals: fromTheBucketAlone, StringEquals: fromThisAccount },
          },
        ]),
      },
    })
  })

  test('is encrypted by the key for this bucket of this account alone, however many queues it tells', () => {
    const stack = domain()
    const photos = bucket(stack)
    photos.notify(queue(stack, 'Arrivals'), { prefix: 'in/' })
    photos.notify(queue(stack, 'Departures'), { prefix: 'out/' })
    const forS3 = Object.values(resources(Template.fromStack(stack)))
      .filter(({ Type }) => Type === 'AWS::KMS::Key')
      .flatMap(statementsOf)
      .filter(({ Principal }) => JSON.stringify(Principal).includes('s3.amazonaws.com'))
    expect(forS3).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: { ArnLike: fromTheBucketAlone, StringEquals: fromThisAccount },
      },
    ])
  })
})

describe('a grant', () => {
  function granted(use: (bucket: DomainBucket, role: Role) => void): Statement[] {
    const stack = domain()
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    use(bucket(stack), role)
    return Object.values(resources(Template.fromStack(stack)))
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(statementsOf)
  }

  const throughS3 = {
    StringEquals: {
      'kms:ViaService': {
        'Fn::Join': ['', ['s3.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
      },
    },
  }
  const objects = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['PhotosBucket', 'Arn'] }, '/in/*']] }

  test('to read is for the objects of one kind, and for the key through S3 to decrypt', () => {
    expect(granted((photos, role) => photos.grant(role, 'in/*', 'GetObject'))).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: objects },
      expect.objectContaining({ Action: 'kms:Decrypt', Condition: throughS3 }),
    ])
  })

  // "If you have the s3:ListBucket permission on the bucket, Amazon S3 returns … 404" (S3, GetObject, Permissions)
  test('to list is what being told 404 takes', () => {
    expect(granted((photos, role) => photos.grantList(role))).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: { 'Fn::GetAtt': ['PhotosBucket', 'Arn'] } },
    ])
  })

  test('to list the objects of one kind is for their prefix', () => {
    expect(granted((photos, role) => photos.grantListOf(role, 'in/'))).toEqual([
      expect.objectContaining({
        Action: 's3:ListBucket',
        Resource: { 'Fn::GetAtt': ['PhotosBucket', 'Arn'] },
        Condition: { StringLike: { 's3:prefix': 'in/*' } },
      }),
    ])
  })

  test('to write whole objects may encrypt, and not decrypt', () => {
    expect(granted((photos, role) => photos.grant(role, 'in/*', 'PutObject'))).toEqual([
      { Effect: 'Allow', Action: 's3:PutObject', Resource: objects },
      expect.objectContaining({ Action: 'kms:GenerateDataKey', Condition: throughS3 }),
    ])
  })
})

describe('combinations that cannot work are refused', () => {
  test('a FIFO queue: S3 does not deliver to one', () => {
    const stack = domain()
    expect(() => bucket(stack).notify(queue(stack, 'Arrivals', true), { prefix: 'in/' })).toThrow(
      'Messaging-dev-Shop/Photos: It notifies the FIFO queue Messaging-dev-Shop/Arrivals, and S3 does not send to FIFO queues. Make the queue a standard one; its consumer must tolerate repeated and reordered messages.',
    )
  })

  test('two notifications of one object', () => {
    const stack = domain()
    const photos = bucket(stack)
    photos.notify(queue(stack, 'Arrivals'), { prefix: 'in/' })
    expect(() => photos.notify(queue(stack, 'Urgent'), { prefix: 'in/urgent/', suffix: '.jpg' })).toThrow(
      'It notifies Messaging-dev-Shop/Urgent of in/urgent/*.jpg and Messaging-dev-Shop/Arrivals of in/*: S3 refuses filters of one event that overlap. Use prefixes that do not overlap, or a topic between the bucket and both queues.',
    )
  })

  test.each(['a', 'Photos', 'photos_2', '2photos', 'photos-', 'photos-of-all'])('the name %j', name => {
    expect(() => bucket(domain(), { name })).toThrow(
      `Its name is "${name}": S3 allows 63 characters; stage, account and region use up to 51 of them. Use 2 to 12 lower-case letters, digits and hyphens, the first a letter.`,
    )
  })
})
