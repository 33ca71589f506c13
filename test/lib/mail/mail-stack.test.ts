import { allResources, appWith } from '../app-of-stage.ts'
import { statementsOf } from '../resource.ts'
import { environmentOf, functionOf, grantsOf, ofType, serviceOf } from '../stage.ts'

const STACK = 'Messaging-dev-Mail'

const sesArn = (resource: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':ses:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:${resource}`,
    ],
  ],
})
const configurationSetArns = ['Messaging-dev-Mail', 'Messaging-dev-Mail-Marketing'].map(name =>
  sesArn(`configuration-set/${name}`),
)

test('the mailer sends from its sender alone, with the configuration sets of the stage', () => {
  const [sending] = ofType('AWS::IAM::Policy')
    .flatMap(statementsOf)
    .filter(({ Action }) => Action === 'ses:SendEmail')
  expect(sending?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'shop@example.com' } })
  expect(sending?.Resource).toEqual([...configurationSetArns, sesArn('identity/*')])
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
  expect(emails?.Properties.RedrivePolicy).toMatchObject({ maxReceiveCount: 954 })
  expect(environmentOf(functionOf('mail-mailer'))).toMatchObject({
    MAXIMUM_TRIES: '5',
    MAXIMUM_RECEIVES: '954',
    RETENTION_SECONDS: '345600',
  })
})

describe('what SES learns of an e-mail', () => {
  const destinations = ofType('AWS::SES::ConfigurationSetEventDestination')

  test('is reported where it concerns the address, of each type of mail', () => {
    expect(destinations.map(({ Properties }) => Properties.ConfigurationSetName)).toEqual([
      { Ref: 'SendingEventsConfigurationSet' },
      { Ref: 'SendingEventsMarketingConfigurationSet' },
    ])
    for (const { Properties } of destinations) {
      expect(Properties.EventDestination).toEqual({
        Name: 'feedback',
        Enabled: true,
        MatchingEventTypes: ['bounce', 'complaint'],
        SnsDestination: { TopicARN: { Ref: 'SendingEventsTopic' } },
      })
    }
  })

  test('may publish before it is configured: SES tests the topic at once', () => {
    for (const { DependsOn } of destinations as unknown as { DependsOn: string[] }[]) {
      expect(DependsOn).toContain('SendingEventsTopicPolicy')
    }
  })

  test('comes to the topic from the configuration sets of this account alone', () => {
    const inward = [...ofType('AWS::SNS::TopicPolicy'), ...ofType('AWS::KMS::Key')]
      .flatMap(statementsOf)
      .filter(({ Principal }) => JSON.stringify(Principal).includes('ses.amazonaws.com'))
    const sources = inward.map(({ Condition }) => ({ ...Condition?.ArnEquals, ...Condition?.ArnLike }))
    expect(sources).toEqual(
      [...configurationSetArns, ...configurationSetArns].map(arn => ({ 'aws:SourceArn': arn })),
    )
    for (const { Condition } of inward) {
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

describe('tenants of SES', () => {
  test('are missing where nobody says how the sender is verified: a new account has no identity yet', () => {
    expect(ofType('AWS::SES::Tenant')).toEqual([])
    expect(environmentOf(functionOf('mail-mailer')).SES_TENANTS).toBe('false')
  })

  test.each([
    ['address', 'orders@mail.shop.de'],
    ['domain', 'mail.shop.de'],
  ])('are two, with a configuration set each, where its %s is verified', (senderIdentity, identity) => {
    const resources = allResources(appWith({ sender: 'orders@mail.shop.de', senderIdentity }))
    const tenants = resources.filter(({ Type }) => Type === 'AWS::SES::Tenant')
    expect(tenants.map(({ Properties }) => Properties.TenantName)).toEqual([
      'Messaging-dev-Mail',
      'Messaging-dev-Mail-Marketing',
    ])
    const arns = tenants.map(({ Properties }) => JSON.stringify(Properties.ResourceAssociations))
    for (const associations of arns) expect(associations).toContain(`:identity/${identity}"`)
    expect(arns[0]).toContain('{"Ref":"SendingEventsConfigurationSet"}')
    expect(arns[1]).toContain('{"Ref":"SendingEventsMarketingConfigurationSet"}')
    const mailer = resources.find(
      one => one.Type === 'AWS::Lambda::Function' && serviceOf(one) === 'mail-mailer',
    )
    expect(environmentOf(mailer as never).SES_TENANTS).toBe('true')
  })
})

// Fewer than 30 messages of a tenant are never noisy by their number (SQS, How fair queues work).
test('the event source of the mailer has more in flight than a tenant needs to be seen', () => {
  const [source] = ofType('AWS::Lambda::EventSourceMapping').filter(
    ({ stack, id }) => stack === STACK && id.startsWith('Mailer'),
  )
  expect(source?.Properties).toMatchObject({
    BatchSize: 25,
    MaximumBatchingWindowInSeconds: 1,
    ScalingConfig: { MaximumConcurrency: 2 },
  })
})
