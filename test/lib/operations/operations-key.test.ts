import { type Located, type Statement, statementsOf } from '../resource.ts'
import { everything, ofType, queues, target, topicOf } from '../stage.ts'

const OPERATIONS = 'Messaging-dev-Operations'
const KEY = { 'Fn::ImportValue': expect.stringMatching(`^${OPERATIONS}:ExportsOutputFnGetAttAlarmsKey.*Arn`) }

const undelivered = queues.filter(({ id }) => id.endsWith('UndeliveredQueue'))

/** Those of any resource's policies that let something be done. */
function allowed(type: string): (Statement & { on: Located })[] {
  return ofType(type).flatMap(on =>
    statementsOf(on)
      .filter(({ Effect }) => Effect === 'Allow')
      .map(statement => ({ ...statement, on })),
  )
}

test('encrypts what SNS could not deliver', () => {
  expect(undelivered.map(({ stack, id }) => `${stack} ${id}`).toSorted()).toEqual([
    'Messaging-dev-Clickstream PurchasesUndeliveredQueue',
    'Messaging-dev-Mail SendingEventsTopicFeedbackUndeliveredQueue',
    'Messaging-dev-Shop PurchasesHistoryUndeliveredQueue',
    'Messaging-dev-Shop PurchasesReceiptsUndeliveredQueue',
    'Messaging-dev-Shop PurchasesReplayUndeliveredQueue',
    'Messaging-dev-Shop PurchasesReviewUndeliveredQueue',
    'Messaging-dev-Shop PurchasesShippingUndeliveredQueue',
  ])
  for (const { Properties } of undelivered) expect(Properties.KmsMasterKeyId).toEqual(KEY)
})

test('is used in no other stack for anything else, and by no role', () => {
  const users = everything.filter(one =>
    JSON.stringify(one).includes(`${OPERATIONS}:ExportsOutputFnGetAttAlarmsKey`),
  )
  expect(users).toEqual(undelivered)
})

test('lets SNS in for the topics of its stage alone', () => {
  const forSns = allowed('AWS::KMS::Key').filter(
    ({ on, Principal }) => on.stack === OPERATIONS && JSON.stringify(Principal).includes('sns.amazonaws.com'),
  )
  const here = [':sns:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }]
  expect(forSns).toEqual([
    expect.objectContaining({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: {
        ArnLike: {
          'aws:SourceArn': {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...here, ':Messaging-dev-*']],
          },
        },
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      },
    }),
  ])
})

test('lets in every topic whose messages it is to keep', () => {
  const subscriptions = ofType('AWS::SNS::Subscription').filter(({ Properties }) => Properties.RedrivePolicy)
  // That of a replay exists only while it lasts.
  expect(subscriptions).toHaveLength(undelivered.length - 1)
  for (const subscription of subscriptions) {
    expect(topicOf(subscription)?.Properties.TopicName).toMatch(/^Messaging-dev-/)
  }
})

test('keeps what only SNS sends and no function reads', () => {
  for (const queue of undelivered) {
    const senders = allowed('AWS::SQS::QueuePolicy').filter(
      ({ on, Resource }) => on.stack === queue.stack && target(Resource) === queue.id,
    )
    expect(senders.map(({ Principal, Action }) => [Principal, Action])).toEqual([
      [{ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage'],
    ])
  }
  // Reminders wait while purchases are there, and no rebuild is done while it lacks an event: their functions count them.
  const ofRoles = allowed('AWS::IAM::Policy').filter(one =>
    JSON.stringify(one.Resource).includes('Undelivered'),
  )
  expect(ofRoles.map(({ Action, on }) => [on.id, Action])).toEqual([
    [expect.stringMatching('^HistoryRebuildSteps'), 'sqs:GetQueueAttributes'],
    [expect.stringMatching('^BasketsRemind'), 'sqs:GetQueueAttributes'],
  ])
})
