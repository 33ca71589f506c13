import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateEmailIdentityCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2'
import { SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { PURCHASE_ID } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let deadLetters: string
let handler: typeof import('../../../lambda/mail/functions/feedback.ts').handler

beforeAll(async () => {
  await rig.open('mail-feedback')
  deadLetters = await rig.queue('dead-letters')
  rig.environment({
    SENDER: 'shop@shop.example',
    TRANSACTIONAL_CONFIGURATION_SET: 'mail',
    MARKETING_CONFIGURATION_SET: 'mail-marketing',
    SES_TENANTS: 'false',
    SENT_TABLE: await rig.table('sent', 'id'),
    SUPPRESSION_TABLE: await rig.table('suppression', 'address'),
    QUEUE_URL: await rig.queue('emails'),
    DEAD_LETTER_QUEUE_URL: deadLetters,
  })
  ;({ handler } = await import('../../../lambda/mail/functions/feedback.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => {
  expect(log.text).not.toMatch(/@|\bada\b/i)
  jest.restoreAllMocks()
})

const mail = {
  messageId: 'ses-1',
  source: 'shop@shop.example',
  destination: ['Ada@Mail.Example'],
  tags: {
    emailId: ['01920000-0000-7000-8000-00000000e001'],
    correlationId: ['01920000-0000-7000-8000-00000000c0de'],
    'ses:configuration-set': ['mail'],
  },
}

/** A bounce record as in the SES guide, "Examples of event data that Amazon SES publishes to Amazon SNS". */
function bounce(changes: object = {}, address = 'Ada@Mail.Example') {
  return {
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: address,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: `smtp; 550 <${address}>`,
        },
      ],
      timestamp: '2026-01-02T03:04:05.678Z',
      feedbackId: 'feedback-1',
      reportingMTA: 'dsn; mta.example.com',
      ...changes,
    },
    mail,
  }
}

function complaint(changes: object = {}) {
  return {
    eventType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: 'ada@mail.example' }],
      timestamp: '2026-01-03T00:00:00.000Z',
      feedbackId: 'feedback-2',
      complaintSubType: null,
      complaintFeedbackType: 'abuse',
      ...changes,
    },
    mail: { ...mail, messageId: 'ses-2' },
  }
}

const take = (...bodies: unknown[]) =>
  handler(sqsEvent(...bodies.map(body => sqsRecord(body, { queue: 'feedback' }))), context)

/** What is written down of an address, and no longer from then on. */
async function suppressed(address: string) {
  return (await rig.items('suppression')).find(item => item.address?.S === address)
}

describe('a permanent bounce', () => {
  test('suppresses the address, and says why, when and of which mail', async () => {
    expect(await take(bounce())).toEqual({ batchItemFailures: [] })
    expect(await suppressed('ada@mail.example')).toEqual({
      address: { S: 'ada@mail.example' },
      reason: { S: 'bounce' },
      detail: { S: 'General' },
      at: { S: '2026-01-02T03:04:05.678Z' },
      sesMessageId: { S: 'ses-1' },
    })
    expect(log.hops).toEqual([
      expect.objectContaining({
        correlationId: '01920000-0000-7000-8000-00000000c0de',
        event: 'ses:Bounce',
        emailId: '01920000-0000-7000-8000-00000000e001',
        sesMessageId: 'ses-1',
        bounceType: 'Permanent',
        suppressed: 'bounce',
        outcome: 'done',
      }),
    ])
    expect(log.metrics).toContainEqual(expect.objectContaining({ PermanentBounces: 1 }))
  })

  test('is written down once, and an older one never over a newer', async () => {
    const newest = await suppressed('ada@mail.example')
    await take(bounce(), bounce({ timestamp: '2025-12-31T00:00:00.000Z', bounceSubType: 'NoEmail' }))
    expect(await suppressed('ada@mail.example')).toEqual(newest)
  })

  test('suppresses each of its recipients', async () => {
    const bouncedRecipients = ['one', 'two'].map(name => ({ emailAddress: `${name}@gone.example` }))
    await take(bounce({ bouncedRecipients }))
    expect(await suppressed('one@gone.example')).toBeDefined()
    expect(await suppressed('two@gone.example')).toBeDefined()
  })

  // RFC 5322, section 3.4: a mailbox may have a display name, and one with a comma is quoted.
  test.each([
    ['"Eve, E." <Eve@Gone.example>', 'eve@gone.example'],
    ['<ADAM@gone.example>', 'adam@gone.example'],
    [`"${'x'.repeat(400)}" <long@gone.example>`, 'long@gone.example'],
    ['x@XN--MNCHEN-3YA.example', 'x@xn--mnchen-3ya.example'],
  ])('of %s suppresses the address itself', async (emailAddress, address) => {
    await take(bounce({ bouncedRecipients: [{ emailAddress }] }))
    expect(await suppressed(address)).toMatchObject({ reason: { S: 'bounce' } })
    expect(log.hops.at(-1)).toMatchObject({ outcome: 'done' })
  })

  // "If you did not set up event publishing this field is named notificationType" (SES guide).
  test('is understood as a notification, too', async () => {
    const { eventType: notificationType, ...others } = bounce({}, 'legacy@gone.example')
    await take({ notificationType, ...others })
    expect(await suppressed('legacy@gone.example')).toMatchObject({ reason: { S: 'bounce' } })
  })
})

describe('a complaint', () => {
  test('suppresses the address, over an older bounce', async () => {
    await take(complaint())
    expect(await suppressed('ada@mail.example')).toMatchObject({
      reason: { S: 'complaint' },
      detail: { S: 'abuse' },
      sesMessageId: { S: 'ses-2' },
    })
    expect(log.metrics).toContainEqual(expect.objectContaining({ Complaints: 1 }))
  })

  // The guide has both as fields that may be missing or null.
  test.each([
    ['its subtype first', { complaintSubType: 'OnAccountSuppressionList' }, 'OnAccountSuppressionList'],
    ['its type of feedback then', { complaintSubType: null, complaintFeedbackType: 'fraud' }, 'fraud'],
    ['"none" where it has neither', { complaintFeedbackType: undefined }, 'none'],
  ])('is written down with %s', async (_, changes, detail) => {
    const complainedRecipients = [{ emailAddress: `${detail}@complaint.example` }]
    await take(complaint({ complainedRecipients, ...changes }))
    expect(await suppressed(`${detail.toLowerCase()}@complaint.example`)).toMatchObject({
      detail: { S: detail },
    })
    expect(log.hops).toEqual([expect.objectContaining({ suppressed: 'complaint', event: 'ses:Complaint' })])
  })

  // "not-spam": "the entity providing the report does not consider the message to be spam" (SES guide).
  test('that says "not-spam" suppresses nobody', async () => {
    const complainedRecipients = [{ emailAddress: 'content@mail.example' }]
    await take(complaint({ complainedRecipients, complaintFeedbackType: 'not-spam' }))
    expect(await suppressed('content@mail.example')).toBeUndefined()
    expect(log.hops).toEqual([expect.objectContaining({ complaint: 'not-spam', outcome: 'done' })])
    expect(log.metrics).toContainEqual(expect.objectContaining({ OtherFeedback: 1 }))
  })
})

test.each(['Transient', 'Undetermined'])(
  'a bounce that is %s is counted and suppresses nobody',
  async type => {
    await take(bounce({ bounceType: type, bounceSubType: 'MailboxFull' }, 'full@mail.example'))
    expect(await suppressed('full@mail.example')).toBeUndefined()
    expect(log.hops).toEqual([expect.objectContaining({ bounceSubType: 'MailboxFull', outcome: 'done' })])
    expect(log.metrics).toContainEqual(expect.objectContaining({ TransientBounces: 1 }))
  },
)

test.each([
  ['an event of another kind', { eventType: 'Delivery', delivery: {}, mail }],
  ['an event of another kind without its mail', { eventType: 'Delivery' }],
  ['an event of a kind that does not exist yet', { eventType: 'Telepathy', mail }],
  [
    'the text by which SES tries a topic',
    'Successfully validated SNS topic for Amazon SES event publishing.',
  ],
])('%s is done, and counted', async (_, body) => {
  expect(await take(body)).toEqual({ batchItemFailures: [] })
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'done' })])
  expect(log.metrics).toContainEqual(expect.objectContaining({ OtherFeedback: 1 }))
  expect(await rig.arrived(deadLetters)).toEqual([])
})

test.each([
  ['no JSON', 'ada@mail.example', /^UnparseableMessage/],
  ['no event', { mail }, /^UnparseableMessage/],
  ['a bounce of nobody', bounce({ bouncedRecipients: [] }), /^ContractViolation/],
  ['a bounce without its time', bounce({ timestamp: 'yesterday' }), /^ContractViolation/],
])('a message that is %s is a dead letter', async (_, body, reason) => {
  await take(body)
  const [letter] = await rig.arrived(deadLetters)
  expect(letter?.MessageAttributes?.reason?.StringValue).toMatch(reason)
  expect(letter?.MessageAttributes?.reason?.StringValue).not.toContain('@')
})

describe('mail to the mailbox simulator', () => {
  let feedback: string

  beforeAll(async () => {
    const topic = await rig.standardTopic('feedback')
    feedback = topic.queueUrl
    await allowSes(topic.topicArn)
    const ses = new SESv2Client(rig.client)
    const set = { ConfigurationSetName: 'mail' }
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'shop.example' }))
    await ses.send(new CreateConfigurationSetCommand(set))
    const EventDestination = {
      Enabled: true,
      MatchingEventTypes: ['BOUNCE' as const, 'COMPLAINT' as const],
      SnsDestination: { TopicArn: topic.topicArn },
    }
    const command = { ...set, EventDestinationName: 'feedback', EventDestination }
    await ses.send(new CreateConfigurationSetEventDestinationCommand(command))
  })

  async function allowSes(TopicArn: string) {
    const AttributeValue = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'ses.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: TopicArn,
        },
      ],
    })
    await new SNSClient(rig.client).send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }),
    )
  }

  function email(to: string, emailId: string) {
    const about = {
      id: emailId,
      source: 'urn:messaging:test',
      subject: emailId,
      correlationid: '01920000-0000-7000-8000-00000000c0de',
    }
    const data = { emailId, tenant: 'shop', to, subject: 'Hello', text: 'Hello.' }
    return cloudEvent(emailRequested, { ...about, time: new Date().toISOString() }, data)
  }

  test.each([
    ['bounce', 'bounce@simulator.amazonses.com', 1],
    ['complaint', 'Complaint@simulator.amazonses.com', 2],
  ])(
    'comes back as a %s through topic and queue, and the next mail is left out',
    async (reason, to, number) => {
      const { handler: mailer } = await import('../../../lambda/mail/functions/mailer.ts')
      const emailId = (mailNumber: number) => `${PURCHASE_ID.slice(0, -2)}${number}${mailNumber}`
      await mailer(sqsEvent(sqsRecord(email(to, emailId(1)))), context)
      await rig.clock.advanceBy({ seconds: 5 })
      const told = await rig.arrived(feedback)
      await handler(sqsEvent(...told.map(({ Body = '' }) => sqsRecord(Body))), context)
      expect(await suppressed(to.toLowerCase())).toMatchObject({ reason: { S: reason } })
      expect(log.hops.at(-1)).toMatchObject({
        correlationId: '01920000-0000-7000-8000-00000000c0de',
        emailId: emailId(1),
      })

      await mailer(sqsEvent(sqsRecord(email(to, emailId(2)))), context)
      expect(log.hops.at(-1)).toMatchObject({ suppressed: reason, outcome: 'done' })
      expect((await rig.inbox(to)).map(({ tags }) => tags.emailId)).not.toContain(emailId(2))
    },
  )
})

test('feedback comes again where the table does not take it', async () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  jest.spyOn(DynamoDBClient.prototype, 'send').mockRejectedValueOnce(away as never)
  const body = bounce({}, 'again@mail.example')
  expect(await take(body)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] })
  expect(await suppressed('again@mail.example')).toBeUndefined()
  expect(await take(body)).toEqual({ batchItemFailures: [] })
  expect(await suppressed('again@mail.example')).toBeDefined()
})

describe('feedback that SES would not send', () => {
  const address = (index: number) => ({ emailAddress: `reader-${index}` })

  it.each<[string, object]>([
    [
      'more recipients than a mail can have',
      { bouncedRecipients: Array.from({ length: 51 }, (_, i) => address(i)) },
    ],
    ['a megabyte of broken recipients', { bouncedRecipients: Array(300_000).fill({}) }],
  ])('%s is a dead letter at once, and costs its neighbours nothing', async (_, changes) => {
    const good = sqsRecord(bounce({}, 'neighbour'), { messageId: 'good' })
    expect(await handler(sqsEvent(sqsRecord(bounce(changes)), good), context)).toEqual({
      batchItemFailures: [],
    })
    expect(log.hops.map(({ outcome }) => outcome).toSorted()).toEqual(['dead-lettered', 'done'])
    expect(log.hops.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(
        /^ContractViolation: .*#\/bounce\/bouncedRecipients must be at most 50 items long/,
      ),
    )
    expect(await suppressed('neighbour')).toBeDefined()
    await rig.arrived(deadLetters)
  })

  test.each([null, 'text', { emailId: Array(300_000).fill(0) }, { correlationId: ['x'.repeat(256)] }])(
    'odd tags change nothing about the address (%#)',
    async tags => {
      const event = { ...bounce({}, 'odd-tags'), mail: { ...mail, tags } }
      expect(await handler(sqsEvent(sqsRecord(event)), context)).toEqual({ batchItemFailures: [] })
      expect(log.hops).toEqual([expect.objectContaining({ outcome: 'done', suppressed: 'bounce' })])
      expect(log.hops[0]).not.toHaveProperty('correlationId')
    },
  )

  test('words that are not known are not logged', async () => {
    await handler(
      sqsEvent(
        sqsRecord(bounce({ bounceType: 'Lovelace', bounceSubType: 'Lovelace' })),
        sqsRecord({ eventType: 'Lovelace', mail }, { messageId: 'other' }),
      ),
      context,
    )
    expect(log.text).not.toContain('Lovelace')
    expect(log.hops).toEqual([
      expect.objectContaining({ bounceType: 'other', bounceSubType: 'other' }),
      expect.objectContaining({ event: 'ses:other', outcome: 'done' }),
    ])
  })
})
