import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  type EventType,
  type SendEmailCommandInput,
  UpdateConfigurationSetEventDestinationCommand,
} from '@aws-sdk/client-sesv2'
import { ALLOW_ACCOUNT, allowService, KEY_ACTIONS_OF_SENDERS } from '../../resource-policies.ts'
import { SesRig, SIMPLE } from './ses-rig.ts'

// SES developer guide, "Contents of event data that Amazon SES publishes to Amazon SNS" and its examples.

const ALL: EventType[] = ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT']

interface SentHeaders {
  headersTruncated: boolean
  headers: unknown[]
}

let rig: SesRig
let queueUrl: string

beforeEach(async () => {
  rig = new SesRig()
  await rig.open()
  queueUrl = await rig.configurationSet('told', ALL)
})
afterEach(() => rig.close())

const sendTo = (to: string | string[], given: Partial<SendEmailCommandInput> = {}) =>
  rig.send({ ConfigurationSetName: 'told', Destination: { ToAddresses: [to].flat() }, ...given })

const events = (url = queueUrl) => rig.events(url)
const typesOf = (list: Record<string, unknown>[]) => list.map(({ eventType }) => eventType)

/**
 * @documented SES Developer Guide, Contents of event data that Amazon SES publishes to Amazon SNS: the
 *   members of Send and Delivery
 */
test('a delivery: the record has the mail as it was sent, and what the recipient’s server said', async () => {
  const { MessageId } = await sendTo('Jo <jo@example.org>', {
    FromEmailAddress: 'The Shop <shop@example.com>',
    ReplyToAddresses: ['help@example.com'],
    Content: {
      Simple: {
        Subject: { Data: 'Hello' },
        Body: { Text: { Data: 'Hello' }, Html: { Data: '<p>Hello</p>' } },
        Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/off>' }],
      },
    },
    EmailTags: [{ Name: 'emailId', Value: '42' }],
  })

  const [sent, delivered] = await events()
  const mail = {
    timestamp: '2026-01-01T00:00:00.000Z',
    source: 'The Shop <shop@example.com>',
    sourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
    sendingAccountId: '000000000000',
    messageId: MessageId,
    destination: ['jo@example.org'],
    headersTruncated: false,
    headers: [
      { name: 'From', value: 'The Shop <shop@example.com>' },
      { name: 'Reply-To', value: 'help@example.com' },
      { name: 'To', value: 'Jo <jo@example.org>' },
      { name: 'Subject', value: 'Hello' },
      { name: 'MIME-Version', value: '1.0' },
      { name: 'Content-Type', value: expect.stringMatching(/^multipart\/alternative; boundary="/) },
      { name: 'List-Unsubscribe', value: '<https://example.com/off>' },
    ],
    commonHeaders: {
      from: ['The Shop <shop@example.com>'],
      replyTo: ['help@example.com'],
      to: ['Jo <jo@example.org>'],
      messageId: MessageId,
      subject: 'Hello',
    },
    tags: {
      'ses:configuration-set': ['told'],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': ['example.com'],
      'ses:caller-identity': ['test'],
      emailId: ['42'],
    },
  }
  expect(sent).toEqual({ eventType: 'Send', send: {}, mail })
  expect(delivered).toEqual({
    eventType: 'Delivery',
    delivery: {
      timestamp: '2026-01-01T00:00:00.300Z',
      processingTimeMillis: 300,
      recipients: ['jo@example.org'],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: expect.any(String),
    },
    mail: { ...mail, tags: { ...mail.tags, 'ses:outgoing-ip': ['127.0.0.1'] } },
  })
})

/** @own the time of events */
test('events follow the response, by the clock', async () => {
  await sendTo('jo@example.org')
  expect(await rig.bodies(queueUrl)).toEqual([])
  await rig.clock.advanceBy({ milliseconds: 100 })
  expect((await rig.bodies(queueUrl)).map(body => JSON.parse(body).eventType)).toEqual(['Send'])
})

/**
 * @documented SES Developer Guide, Contents of event data that Amazon SES publishes to Amazon SNS: the
 *   recipients of each event
 */
test('of one mail to many, each recipient has an outcome', async () => {
  await sendTo(['jo@example.org', 'bounce@simulator.amazonses.com', 'bounce+2@simulator.amazonses.com'], {})
  const all = await events()
  expect(typesOf(all)).toEqual(['Send', 'Delivery', 'Bounce'])
  expect(all[1]?.delivery).toMatchObject({ recipients: ['jo@example.org'] })
  expect(all[2]?.bounce).toMatchObject({
    bouncedRecipients: [
      { emailAddress: 'bounce@simulator.amazonses.com' },
      { emailAddress: 'bounce+2@simulator.amazonses.com' },
    ],
  })
  expect(await rig.mails('jo@example.org')).toHaveLength(1)
  expect(await rig.mails('bounce@simulator.amazonses.com')).toEqual([])
})

/**
 * @documented SES Developer Guide, Monitoring sending activity, Reject: "Amazon SES stops processing it, and
 *   doesn't attempt to deliver it"
 */
test('a virus is rejected: "Amazon SES stops processing it, and doesn\'t attempt to deliver it"', async () => {
  const Data = `See: ${['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')}`
  await sendTo('jo@example.org', { Content: { Simple: { ...SIMPLE, Body: { Text: { Data } } } } })
  const all = await events()
  expect(typesOf(all)).toEqual(['Send', 'Reject'])
  expect(all[1]?.reject).toEqual({ reason: 'Bad content' })
  expect(await rig.mails()).toEqual([])
})

/**
 * @documented SES Developer Guide, Contents of event data that Amazon SES publishes to Amazon SNS,
 *   headersTruncated: headers of more than 10 KB
 */
test('headers beyond 10 KB are cut ("headersTruncated")', async () => {
  const Headers = Array.from({ length: 15 }, (_, index) => ({ Name: `X-${index}`, Value: 'x'.repeat(870) }))
  await sendTo('jo@example.org', { Content: { Simple: { ...SIMPLE, Headers } } })
  const [sent] = await events()
  const mail = sent?.mail as unknown as SentHeaders | undefined
  expect(mail?.headersTruncated).toBe(true)
  expect(JSON.stringify(mail?.headers).length).toBeLessThan(12_000)
})

/**
 * @documented SES API v2 Reference, EventDestinationDefinition, MatchingEventTypes: the types that are sent
 *   to the destination
 */
test('only the types that a destination matches are published, and none of a mail without configuration set', async () => {
  const bounces = await rig.configurationSet('bounces-only', ['BOUNCE'])
  await sendTo('bounce@simulator.amazonses.com', { ConfigurationSetName: 'bounces-only' })
  await sendTo('jo@example.org', { ConfigurationSetName: 'bounces-only' })
  await rig.send({ Destination: { ToAddresses: ['bounce@simulator.amazonses.com'] } })
  expect(typesOf(await events(bounces))).toEqual(['Bounce'])
  expect(await events()).toEqual([])
})

/**
 * @documented SES API v2 Reference, EventDestinationDefinition, Enabled: "If false, the event destination is
 *   disabled. When the event destination is disabled, events aren't sent to the specified destinations."
 */
test('a destination that is disabled gets none ("events aren\'t sent to the specified destinations")', async () => {
  const command = new UpdateConfigurationSetEventDestinationCommand({
    ConfigurationSetName: 'told',
    EventDestinationName: 'feedback',
    EventDestination: {
      Enabled: false,
      MatchingEventTypes: ALL,
      SnsDestination: { TopicArn: rig.rig.account.arn('sns', 'told') },
    },
  })
  await rig.client.send(command)
  await rig.bodies(queueUrl)
  await sendTo('jo@example.org')
  expect(await events()).toEqual([])
})

/** @own what is said of lost events */
describe('an event that cannot be published is lost and reported only on standard error', () => {
  let told: jest.SpyInstance
  beforeEach(() => {
    told = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  })
  afterEach(() => told.mockRestore())

  const message = () => told.mock.calls.map(([text]) => String(text)).join('')

  test('when the key of the topic is disabled', async () => {
    const kms = new KMSClient(rig.rig.client)
    const Statement = [ALLOW_ACCOUNT, allowService('ses.amazonaws.com', KEY_ACTIONS_OF_SENDERS)]
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify({ Statement }) }))
    const KeyId = KeyMetadata?.KeyId as string
    const url = await rig.configurationSet('encrypted', ['BOUNCE'], { KmsMasterKeyId: KeyId })
    await sendTo('bounce@simulator.amazonses.com', { ConfigurationSetName: 'encrypted' })
    expect(typesOf(await events(url))).toEqual(['Bounce'])

    await kms.send(new DisableKeyCommand({ KeyId }))
    await sendTo('bounce@simulator.amazonses.com', { ConfigurationSetName: 'encrypted' })
    expect(await events(url)).toEqual([])
    expect(message()).toMatch(/SES lost an event BOUNCE .* configuration set encrypted .* is disabled/)
    kms.destroy()
  })

  test('when the policy of the topic names another configuration set', async () => {
    const url = await rig.configurationSet('narrowed', ['BOUNCE'])
    const TopicArn = rig.rig.account.arn('sns', 'narrowed')
    const allow = (set: string) =>
      rig.sns.setTopicAttributes({
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'ses.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: TopicArn,
            Condition: {
              StringEquals: {
                'AWS:SourceAccount': '000000000000',
                'AWS:SourceArn': `arn:aws:ses:us-east-1:000000000000:configuration-set/${set}`,
              },
            },
          },
        }),
      })
    const bounce = () => sendTo('bounce@simulator.amazonses.com', { ConfigurationSetName: 'narrowed' })
    await allow('narrowed')
    await bounce()
    expect(typesOf(await events(url))).toEqual(['Bounce'])
    await allow('another')
    await bounce()
    expect(await events(url)).toEqual([])
    expect(message()).toMatch(/SES lost an event BOUNCE .*not authorized to perform: SNS:Publish/)
  })
})
