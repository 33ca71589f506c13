import { statementsOf } from '../resource.ts'
import { environmentOf, functionOf, grantsOf, ofType } from '../stage.ts'

const STACK = 'Messaging-dev-Mail'

const configurationSetArn = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':ses:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':configuration-set/Messaging-dev-Mail',
    ],
  ],
}

test('the mailer sends from its sender alone, with the configuration set of the stage', () => {
  const [sending] = ofType('AWS::IAM::Policy')
    .flatMap(statementsOf)
    .filter(({ Action }) => Action === 'ses:SendEmail')
  expect(sending?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'shop@example.com' } })
  expect(sending?.Resource).toContainEqual(configurationSetArn)
})

test('the mailer reads who is suppressed, and feedback alone writes it', () => {
  expect(grantsOf('mail-mailer', 'dynamodb')).toEqual([
    'BatchGetItem SuppressionTable',
    'BatchGetItem TriesTable',
    'BatchWriteItem SentEmailsTable',
    'BatchWriteItem TriesTable',
    'DeleteItem SentEmailsTable',
    'PutItem SentEmailsTable',
  ])
  expect(grantsOf('mail-feedback', 'dynamodb')).toEqual([
    'BatchGetItem TriesTable',
    'BatchWriteItem TriesTable',
    'PutItem SuppressionTable',
  ])
})

test('an e-mail that SES throttles does not wait for the end of its visibility timeout, and may come often', () => {
  expect(grantsOf('mail-mailer', 'sqs')).toContain('ChangeMessageVisibility EmailsQueue')
  const [emails] = ofType('AWS::SQS::Queue').filter(
    ({ stack, id }) => stack === STACK && id === 'EmailsQueue',
  )
  expect(emails?.Properties.RedrivePolicy).toMatchObject({ maxReceiveCount: 960 })
  expect(environmentOf(functionOf('mail-mailer'))).toMatchObject({
    MAXIMUM_TRIES: '5',
    MAXIMUM_RECEIVES: '960',
    RETENTION_SECONDS: '345600',
  })
})

describe('what SES learns of an e-mail', () => {
  const [destination] = ofType('AWS::SES::ConfigurationSetEventDestination')

  test('is reported where it concerns the address', () => {
    expect(destination?.Properties).toEqual({
      ConfigurationSetName: { Ref: 'SendingEventsConfigurationSet' },
      EventDestination: {
        Name: 'feedback',
        Enabled: true,
        MatchingEventTypes: ['bounce', 'complaint'],
        SnsDestination: { TopicARN: { Ref: 'SendingEventsTopic' } },
      },
    })
  })

  test('may publish before it is configured: SES tests the topic at once', () => {
    expect((destination as unknown as { DependsOn: string[] }).DependsOn).toContain(
      'SendingEventsTopicPolicy',
    )
  })

  test('comes to the topic from the configuration set of this account alone', () => {
    const inward = [...ofType('AWS::SNS::TopicPolicy'), ...ofType('AWS::KMS::Key')]
      .flatMap(statementsOf)
      .filter(({ Principal }) => JSON.stringify(Principal).includes('ses.amazonaws.com'))
    expect(inward).toHaveLength(2)
    for (const { Condition } of inward) {
      expect({ ...Condition?.ArnEquals, ...Condition?.ArnLike }).toEqual({
        'aws:SourceArn': configurationSetArn,
      })
      expect(Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } })
    }
  })

  test('reaches its reader raw, as SES wrote it', () => {
    const [subscription] = ofType('AWS::SNS::Subscription').filter(({ stack }) => stack === STACK)
    expect(subscription?.Properties).toMatchObject({
      Endpoint: { 'Fn::GetAtt': ['FeedbackQueue', 'Arn'] },
      RawMessageDelivery: true,
    })
    expect(functionOf('mail-feedback').stack).toBe(STACK)
  })
})
