import { Duration } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DeadLetterQueue, type DeadLetterQueueProps } from '../../../lib/constructs/dead-letter-queue.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { described, domain } from '../fixture.ts'

function deadLetters(
  stack: DomainStack,
  props: Pick<DeadLetterQueueProps, 'retentionPeriod' | 'key'> = {},
): DeadLetterQueue {
  return new DeadLetterQueue(stack, 'Dead', {
    ...props,
    domain: stack,
    fifo: false,
    alarm: 'shop-dead',
    contents: 'messages',
    remedy: 'Read them.',
  })
}

function addSources(stack: DomainStack, deadLetterQueue: DeadLetterQueue, count: number): void {
  const consumer = { function: 'shop/shipping', timeout: Duration.seconds(30) } as const
  for (let index = 0; index < count; index++) {
    new GuardedQueue(stack, `Queue${index}`, { domain: stack, consumer, deadLetterQueue })
  }
}

test('takes from ten queues', () => {
  const stack = domain()
  addSources(stack, deadLetters(stack), 10)
  Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'Messaging-dev-Shop-Dead',
    RedriveAllowPolicy: { sourceQueueArns: Array.from({ length: 10 }, () => Match.anyValue()) },
  })
})

test('an eleventh source is refused: SQS accepts ten', () => {
  const stack = domain()
  expect(() => addSources(stack, deadLetters(stack), 11)).toThrow(
    'Messaging-dev-Shop/Dead: It is the dead-letter queue of more than 10 queues, the maximum of SQS. Leave out deadLetterQueue in some of them, so that each has its own.',
  )
})

test('keeps messages for any number of whole seconds, and says how long', () => {
  const stack = domain()
  deadLetters(stack, { retentionPeriod: Duration.hours(36) })
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: described('They keep for 1 day 12 hours and hold up nothing else'),
  })
})

test('is encrypted with the key that it is given, and grants that one', () => {
  const stack = domain()
  const consumer = new Role(stack, 'Consumer', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  deadLetters(stack, { key: stack.operationsKey }).grantSend(consumer)
  const template = Template.fromStack(stack)
  const key = { 'Fn::ImportValue': Match.stringLikeRegexp('^Messaging-dev-Operations:.*Key.*Arn') }
  template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: key })
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key }),
      ]),
    },
  })
})

// The CDK refuses these itself.
test.each([
  [Duration.seconds(59), 'must be between 60 and 1,209,600 seconds, but 59 was provided'],
  [Duration.days(15), 'must be between 60 and 1,209,600 seconds, but 1296000 was provided'],
  [Duration.seconds(90.5), '90.5 must be a whole number of seconds'],
])('a retention of %s is refused', (retention, words) => {
  expect(() => deadLetters(domain(), { retentionPeriod: retention })).toThrow(words)
})
