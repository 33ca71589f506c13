import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import { CfnStream } from 'aws-cdk-lib/aws-kinesis'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { alarmWords } from '../../../lib/names/alarm-name.ts'
import { bucketName, namedBucketArn } from '../../../lib/names/bucket-name.ts'
import { dashboardOf } from '../../../lib/names/dashboard-name.ts'
import { databaseName, deliveryStreamName, workgroupName } from '../../../lib/names/lake-names.ts'
import { namedArn } from '../../../lib/names/queue-name.ts'
import { streamName } from '../../../lib/names/stream-name.ts'
import { domain } from '../fixture.ts'

const STACK = 'Messaging-dev-Shop-'

describe.each([
  {
    of: 'a stream',
    nameOf: streamName,
    limit: 128,
    takes: 'Kinesis takes',
    make: (scope: Construct, name: string) => new CfnStream(scope, 'Made', { name }),
  },
  {
    of: 'a delivery stream',
    nameOf: deliveryStreamName,
    limit: 64,
    takes: 'Firehose takes',
    make: (scope: Construct, name: string) =>
      new CfnDeliveryStream(scope, 'Made', { deliveryStreamName: name }),
  },
  {
    of: 'a workgroup',
    nameOf: workgroupName,
    limit: 128,
    takes: 'Athena takes',
    make: (scope: Construct, name: string) => new CfnWorkGroup(scope, 'Made', { name }),
  },
])('the name of $of', ({ nameOf, limit, takes, make }) => {
  test(`has at most ${limit} characters`, () => {
    const stack = domain()
    const ofLength = (length: number) => nameOf(new Construct(stack, 'x'.repeat(length - STACK.length)))
    expect(ofLength(limit)).toHaveLength(limit)
    expect(() => ofLength(limit + 1)).toThrow(
      `has ${limit + 1} characters. Shorten the ids to ${limit} in total.`,
    )
  })

  test('may have dots, and no space', () => {
    const stack = domain()
    expect(nameOf(new Construct(stack, 'a.B-c_9'))).toBe(`${STACK}a.B-c_9`)
    expect(() => nameOf(new Construct(stack, 'a b'))).toThrow(
      `contains " ": ${takes} a to z, A to Z, 0 to 9, - _ and the dot. Rename the id that contains it.`,
    )
  })

  test('is refused if another resource of the kind has it', () => {
    const stack = domain()
    const below = new Construct(new Construct(stack, 'A'), 'B')
    make(stack, `${STACK}A-C`)
    expect(nameOf(below)).toBe(`${STACK}A-B`)
    make(below, `${STACK}A-B`)
    expect(() => nameOf(new Construct(stack, 'A-B'))).toThrow(
      `Its name ${STACK}A-B is taken by Messaging-dev-Shop/A/B/Made. Rename one of the ids.`,
    )
  })
})

test('resources of two kinds may share a name', () => {
  const stack = domain()
  new CfnStream(stack, 'Stream', { name: `${STACK}A` })
  const one = new Construct(stack, 'A')
  expect([deliveryStreamName(one), workgroupName(one)]).toEqual([`${STACK}A`, `${STACK}A`])
})

describe('the name of a bucket', () => {
  const named = (name: string) => () => bucketName(domain(), 'dev', name)

  test.each(['ab', 'a9', 'my-photos', 'x'.repeat(12)])('may hold %j', name => {
    expect(named(name)()).toMatch(new RegExp(`^messaging-dev-${name}-`))
  })

  test.each(['', 'a', 'x'.repeat(13), 'Photos', '9a', '-a', 'a-', 'a.b', 'a_b', ' ab', 'ab '])(
    'may not hold %j',
    name => {
      expect(named(name)).toThrow(
        `Its name is "${name}": S3 allows 63 characters; stage, account and region use up to 51 of them. Use 2 to 12 lower-case letters, digits and hyphens, the first a letter.`,
      )
    },
  )

  test('is refused if a bucket of any stack has it; other names are not', () => {
    const stack = domain()
    new CfnBucket(stack, 'Made', { bucketName: bucketName(stack, 'dev', 'photos') })
    expect(() => bucketName(stack, 'dev', 'photos')).toThrow('is taken by Messaging-dev-Shop/Made.')
    expect(() => bucketName(stack, 'dev', 'videos')).not.toThrow()
    expect(() => bucketName(stack, 'qa', 'photos')).not.toThrow()
  })

  test('is in an ARN without account and region', () => {
    const stack = domain()
    expect(stack.resolve(namedBucketArn(stack, 'photos'))).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::photos']],
    })
  })
})

test.each(['sqs', 'sns'] as const)('an ARN of %s has the account and the region', service => {
  const stack = domain()
  const { account, region } = stack
  expect(stack.resolve(namedArn(stack, service, 'x'))).toEqual({
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        `:${service}:`,
        stack.resolve(region),
        ':',
        stack.resolve(account),
        ':x',
      ],
    ],
  })
})

test.each([
  [['Purchases'], 'shop-purchases'],
  [['FanOutTopic'], 'shop-fan-out-topic'],
  [['Purchases', 'ShippingV2'], 'shop-purchases-shipping-v2'],
  [['V2Api'], 'shop-v2-api'],
  [['HTTPApi'], 'shop-httpapi'],
  [['a.b__c d'], 'shop-a-b-c-d'],
  [[], 'shop'],
])('an alarm about %j is named %s', (ids, words) => {
  const stack = domain()
  expect(alarmWords(stack, ...ids)).toBe(words)
  expect(alarmWords(stack, ...ids.map(id => new Construct(stack, id)))).toBe(words)
})

test.each([
  [true, 'Shop', 'Messaging-qa-Shop'],
  [true, 'Mail', 'Messaging-qa-Mail'],
  [true, 'Operations', 'Messaging-qa-Overview'],
  [false, 'Shop', 'Messaging-qa-Overview'],
])('with dashboards: %s, %s is shown on %s', (dashboards, part, name) => {
  expect(dashboardOf({ stage: 'qa', dashboards }, part)).toBe(name)
})

test('a database is named after its stage', () => {
  expect(databaseName('qa')).toBe('messaging_qa')
})
