import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  BadRequestException,
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  MessageRejected,
  SESv2Client,
  SESv2ServiceException,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { type EmailRequested, emailRequested } from '../../../lambda/contracts/email-events.ts'
import { type Delivery, deliveryOf } from '../../../lambda/queue/delivery.ts'
import { unavailableIn } from '../../../lambda/runtime/unavailable.ts'
import { PURCHASE_ID } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let deadLetters: string
let emails: string
let handler: typeof import('../../../lambda/mail/functions/mailer.ts').handler

beforeAll(async () => {
  await rig.open('mail-mailer')
  deadLetters = await rig.queue('dead-letters')
  emails = await rig.queue('emails')
  for (const ConfigurationSetName of ['mail', 'mail-marketing']) {
    await new SESv2Client(rig.client).send(new CreateConfigurationSetCommand({ ConfigurationSetName }))
  }
  rig.environment({
    SENDER: 'shop@shop.example',
    TRANSACTIONAL_CONFIGURATION_SET: 'mail',
    MARKETING_CONFIGURATION_SET: 'mail-marketing',
    SES_TENANTS: 'false',
    SENT_TABLE: await rig.table('sent', 'id'),
    SUPPRESSION_TABLE: await rig.table('suppression', 'address'),
    QUEUE_URL: emails,
    DEAD_LETTER_QUEUE_URL: deadLetters,
  })
  ;({ handler } = await import('../../../lambda/mail/functions/mailer.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

const DAY_MS = 86_400_000
/** So long ago that no objective is met, and not so long that the mailer has forgotten. */
const HAPPENED_AT = new Date(Date.now() - 3 * DAY_MS).toISOString()

function emailEvent(number: number, changes: Partial<EmailRequested['data']> = {}): EmailRequested {
  const emailId = `${PURCHASE_ID.slice(0, -4)}${String(number).padStart(4, '0')}`
  const about = {
    id: emailId,
    source: 'urn:messaging:test',
    subject: emailId,
    correlationid: '01920000-0000-7000-8000-00000000c0de',
  }
  const data = {
    emailId,
    tenant: 'shop',
    to: `reader-${number}@mail.example`,
    subject: 'Hello',
    text: 'Hello, Ada Byron.',
    html: '<p>Hello</p>',
    ...changes,
  }
  return cloudEvent(emailRequested, { ...about, time: HAPPENED_AT }, data)
}

function email(number: number, changes: Partial<EmailRequested['data']> = {}) {
  const place = { queue: 'emails', messageId: `m${number}`, receiveCount: number }
  return sqsRecord(emailEvent(number, changes), place)
}

const verify = () =>
  new SESv2Client(rig.client).send(new CreateEmailIdentityCommand({ EmailIdentity: 'shop.example' }))

test('waits where the sender is not verified: no e-mail can be sent, and none is at fault', async () => {
  expect(await handler(sqsEvent(email(1)), context)).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm1' }],
  })
  const reason = 'Unavailable: the sender is not verified in SES'
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'retry', reason, waitsFor: 'ses' })])
  expect(log.metrics).toContainEqual(expect.objectContaining({ dependency: 'ses', WaitingRecords: 1 }))
  expect(log.inTime('mail')).toEqual([])
  expect(await rig.arrived(deadLetters)).toEqual([])
})

it.each<[string, Error]>([
  [
    'sending is paused',
    rejected('Sending paused for this account. For more information, see the documentation.'),
  ],
  ['sending is suspended', badRequest('Sending is suspended for this account.')],
  ['the configuration set is missing', badRequest('Configuration set <mail> does not exist.')],
  [
    'the domain of the sender is not verified',
    rejected(
      'Email address is not verified. The following identities failed the check in region US-EAST-1: shop.example',
    ),
  ],
])('waits where it is the account: %s', async (_, error) => {
  jest.spyOn(SESv2Client.prototype, 'send').mockRejectedValueOnce(error as never)
  expect(await handler(sqsEvent(email(1)), context)).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm1' }],
  })
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'retry', waitsFor: 'ses' })])
  expect(await rig.arrived(deadLetters)).toEqual([])
})

describe('a version under its canary', () => {
  beforeEach(() => {
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
  })
  afterEach(() => {
    delete process.env.AWS_LAMBDA_FUNCTION_VERSION
  })

  test('fails on each mail if SES has not verified its sender, and no mail is lost', async () => {
    expect(await handler(sqsEvent(email(1), email(2)), context)).toMatchObject({
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    })
    expect(log.metrics).toContainEqual(expect.objectContaining({ version: '12', FailedRecords: 2 }))
    expect(await rig.arrived(deadLetters)).toEqual([])
  })

  const paused = new SendingPausedException({ message: 'paused', $metadata: {} })
  it.each<[string, Error, number]>([
    ['its configuration set is missing', badRequest('Configuration set <other> does not exist.'), 1],
    ['the account is paused', paused, 0],
  ])(
    'where %s: the mail waits, and the faults of the version are as many as given',
    async (_, error, faults) => {
      jest.spyOn(SESv2Client.prototype, 'send').mockRejectedValueOnce(error as never)
      await handler(sqsEvent(email(1)), context)
      expect(log.hops).toEqual([expect.objectContaining({ outcome: 'retry', waitsFor: 'ses' })])
      expect(
        log.metrics.filter(({ version, FailedRecords }) => version === '12' && FailedRecords),
      ).toHaveLength(faults)
    },
  )
})

function rejected(message: string): Error {
  return new MessageRejected({ message, $metadata: {} })
}

function badRequest(message: string): Error {
  return new BadRequestException({ message, $metadata: {} })
}

test('gives what SES rejects to the dead-letter queue, without the address that SES quotes', async () => {
  const message =
    'Email address is not verified. The following identities failed the check in region US-EAST-1: reader-1@mail.example'
  jest
    .spyOn(SESv2Client.prototype, 'send')
    .mockRejectedValueOnce(new MessageRejected({ message, $metadata: {} }) as never)
  expect(await handler(sqsEvent(email(1)), context)).toEqual({ batchItemFailures: [] })
  const [letter] = await rig.arrived(deadLetters)
  const reason = letter?.MessageAttributes?.reason?.StringValue
  expect(reason).toMatch(/^EmailRefused: SES answered MessageRejected: /)
  expect(reason).not.toContain('@')
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'dead-lettered', reason })])
})

test('sends what it could not send before, once it may', async () => {
  await verify()
  await handler(sqsEvent(email(1)), context)
  expect(await rig.inbox('reader-1@mail.example')).toHaveLength(1)
})

test('sends an e-mail with its text and HTML, and logs ids alone', async () => {
  await handler(sqsEvent(email(2)), context)
  expect(await rig.inbox('reader-2@mail.example')).toEqual([
    expect.objectContaining({ from: 'shop@shop.example', subject: 'Hello', html: '<p>Hello</p>' }),
  ])
  expect(log.hops).toEqual([
    expect.objectContaining({
      correlationId: '01920000-0000-7000-8000-00000000c0de',
      event: 'mail.email.requested.v1',
      emailId: expect.stringMatching(/0002$/),
      tenant: 'shop',
      sesMessageId: expect.any(String),
      receiveCount: 2,
      outcome: 'done',
    }),
  ])
  for (const word of ['@', 'Ada', 'Hello']) expect(log.text).not.toContain(word)
  expect(JSON.stringify(await rig.items('sent'))).not.toContain('@')
})

test('sends an e-mail once, however often it is asked for', async () => {
  await handler(sqsEvent(email(3)), context)
  expect(await handler(sqsEvent(email(3)), context)).toEqual({ batchItemFailures: [] })
  expect(await rig.inbox('reader-3@mail.example')).toHaveLength(1)
  const [first, second] = log.hops
  expect(second?.sesMessageId).toBe(first?.sesMessageId)
})

test('retries an e-mail that another invocation is sending at the moment', async () => {
  const { sendingOnce } = await import('../../../lambda/mail/sent-emails.ts')
  const sending = Promise.withResolvers<string>()
  const begun = Promise.withResolvers<void>()
  const other = sendingOnce(context)(emailEvent(4).data.emailId, () => {
    begun.resolve()
    return sending.promise
  })
  await begun.promise
  const { batchItemFailures } = await handler(sqsEvent(email(4)), context)
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm4' }])
  const reason = expect.stringMatching(/^RetryLater: another invocation is sending the e-mail/)
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'retry', reason })])
  expect(log.metrics).toContainEqual(expect.objectContaining({ FailedRecords: 0, PostponedRecords: 1 }))
  sending.resolve('ses-1')
  await other
  await handler(sqsEvent(email(4)), context)
  expect(log.hops.at(-1)).toMatchObject({ outcome: 'done', sesMessageId: 'ses-1' })
  expect(await rig.inbox('reader-4@mail.example')).toEqual([])
})

describe('the record of a mail', () => {
  const recordOf = async (sesMessageId: string) =>
    (await rig.items('sent')).find(({ data }) => data?.S === sesMessageId)

  test('says that it is sent, under which id of SES, and for a month', async () => {
    await handler(sqsEvent(email(20), email(21), email(22)), context)
    for (const { sesMessageId } of log.hops) {
      const record = await recordOf(String(sesMessageId))
      // The attributes are those of Powertools: what an earlier release wrote is read as well.
      expect(record).toEqual({
        id: { S: expect.stringMatching(/^email#/) },
        status: { S: 'COMPLETED' },
        expiration: { N: expect.any(String) },
        data: { S: sesMessageId },
      })
      const days = (Number(record?.expiration?.N) - Date.now() / 1_000) / 86_400
      expect(days).toBeGreaterThan(29.9)
      expect(days).toBeLessThan(30.1)
    }
    expect(log.hops).toHaveLength(3)
  })

  /** The real client, save that DynamoDB leaves the first record of a write unprocessed, so many times. */
  function leaveUnprocessed(times: number) {
    const send = DynamoDBClient.prototype.send as (this: DynamoDBClient, command: unknown) => Promise<unknown>
    let left = times
    jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBClient,
      command: { input: BatchWriteItemCommandInput },
    ) {
      const requests = command.input.RequestItems?.sent
      if (!(command instanceof BatchWriteItemCommand) || !requests || left-- <= 0) {
        return send.call(this, command)
      }
      const [first, ...taken] = requests
      if (taken.length > 0) {
        await send.call(this, new BatchWriteItemCommand({ RequestItems: { sent: taken } }))
      }
      return { UnprocessedItems: { sent: [first] } }
    } as never)
  }

  test('is written again where DynamoDB has left it unprocessed', async () => {
    leaveUnprocessed(2)
    await handler(sqsEvent(email(23), email(24)), context)
    await handler(sqsEvent(email(23), email(24)), context)
    for (const number of [23, 24]) {
      expect(await rig.inbox(`reader-${number}@mail.example`)).toHaveLength(1)
    }
    expect(log.hops.map(({ outcome }) => outcome)).toEqual(Array(4).fill('done'))
  })

  test('is missing where DynamoDB takes it at no attempt: that mail alone is in progress still, and done', async () => {
    leaveUnprocessed(4)
    expect(await handler(sqsEvent(email(25)), context)).toEqual({ batchItemFailures: [] })
    expect(log.hops).toEqual([expect.objectContaining({ outcome: 'done', sesMessageId: expect.any(String) })])
    expect(await recordOf(String(log.hops[0]?.sesMessageId))).toBeUndefined()
    expect(log.text).toContain('an e-mail is sent, but this could not be recorded')

    await handler(sqsEvent(email(26)), context)
    expect(await recordOf(String(log.hops[1]?.sesMessageId))).toBeDefined()
  })

  test('counts as written where DynamoDB took it, though the repetition for another one fails', async () => {
    const { writeSent } = await import('../../../lambda/mail/sent-writes.ts')
    const unprocessed = { UnprocessedItems: { sent: [{ PutRequest: { Item: { id: { S: 'one' } } } }] } }
    jest
      .spyOn(DynamoDBClient.prototype, 'send')
      .mockResolvedValueOnce(unprocessed as never)
      .mockRejectedValueOnce(new Error('timed out') as never)
    const ends = await Promise.allSettled(['one', 'other'].map(id => writeSent({ id: { S: id } })))
    expect(ends).toEqual([
      { status: 'rejected', reason: new Error('timed out') },
      { status: 'fulfilled', value: undefined },
    ])
  })

  test('is written though another of its request is refused', async () => {
    const { writeSent } = await import('../../../lambda/mail/sent-writes.ts')
    const ends = await Promise.allSettled(['', 'taken'].map(id => writeSent({ id: { S: id } })))
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await rig.items('sent')).toContainEqual({ id: { S: 'taken' } })
  })

  test('that DynamoDB leaves unprocessed at every attempt waits for it', async () => {
    const { writeSent } = await import('../../../lambda/mail/sent-writes.ts')
    leaveUnprocessed(4)
    const error = await writeSent({ id: { S: 'left' } }).catch(cause => cause)
    expect(unavailableIn(error)).toBe('dynamodb')
  })

  test('that an invocation left in progress holds the mail back until that invocation’s time is over', async () => {
    const { sendingOnce } = await import('../../../lambda/mail/sent-emails.ts')
    const remainingMs = (ms: number) => ({ ...context, getRemainingTimeInMillis: () => ms })
    const abandoned = async (number: number, ms: number) => {
      const sendOnce = sendingOnce(remainingMs(ms))
      const begun = Promise.withResolvers<void>()
      void sendOnce(emailEvent(number).data.emailId, () => {
        begun.resolve()
        return new Promise<never>(() => {})
      })
      await begun.promise
    }
    await abandoned(27, 60_000)
    expect(await handler(sqsEvent(email(27)), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm27' }],
    })
    await abandoned(28, -1)
    expect(await handler(sqsEvent(email(28)), context)).toEqual({ batchItemFailures: [] })
    expect(await rig.inbox('reader-28@mail.example')).toHaveLength(1)
  })
})

test('sends no more than three mails of a batch at once', async () => {
  let sending = 0
  let most = 0
  const three = Promise.withResolvers<void>()
  const { send } = SESv2Client.prototype
  jest.spyOn(SESv2Client.prototype, 'send').mockImplementation(async function (
    this: SESv2Client,
    ...given: unknown[]
  ) {
    most = Math.max(most, ++sending)
    if (most === 3) three.resolve()
    try {
      await three.promise
      // A fourth would have begun by now.
      for (let turn = 0; turn < 200; turn++) await nextTurn()
      return await send.apply(this, given as never)
    } finally {
      sending--
    }
  } as never)
  const records = [5, 6, 7, 8, 9, 105].map(number => email(number, { to: 'all@mail.example' }))
  expect(await handler(sqsEvent(...records), context)).toEqual({ batchItemFailures: [] })
  expect(await rig.inbox('all@mail.example')).toHaveLength(6)
  expect(most).toBe(3)
})

test('lets its recipient unsubscribe with one click, and tells SES whose mail it is', async () => {
  const unsubscribe = 'https://blog.example/unsubscribe?token=a.b'
  await handler(sqsEvent(email(10, { unsubscribe, tenant: 'author:grace' })), context)
  const [mail] = await rig.inbox('reader-10@mail.example')
  // RFC 8058, section 3.1: a List-Unsubscribe header with an HTTPS URI, and this List-Unsubscribe-Post header.
  expect(mail?.headers).toEqual({
    'List-Unsubscribe': `<${unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  })
  // "can only contain ASCII letters, numbers, underscores or dashes" (SES API, MessageTag)
  expect(mail?.tags).toEqual({
    emailId: expect.stringMatching(/0010$/),
    tenant: 'author_grace',
    correlationId: '01920000-0000-7000-8000-00000000c0de',
  })
})

describe('what is older than the mailer remembers', () => {
  const asked = (number: number, daysAgo: number) => ({
    ...emailEvent(number),
    time: new Date(Date.now() - daysAgo * DAY_MS).toISOString(),
  })

  test('is not sent, because it may have been sent: the dead letter tells its age and the remedy', async () => {
    expect(await handler(sqsEvent(sqsRecord(asked(70, 29))), context)).toEqual({ batchItemFailures: [] })
    expect(await rig.inbox('reader-70@mail.example')).toEqual([])
    const [letter] = await rig.arrived(deadLetters)
    const reason = letter?.MessageAttributes?.reason?.StringValue
    expect(reason).toBe(
      'EmailForgotten: what the e-mail is about happened 29 days ago, and sent e-mails are remembered for 30: it may ' +
        'have been sent. Drop it; if it was not sent, ask for it under another e-mail id',
    )
    expect(log.hops).toEqual([expect.objectContaining({ outcome: 'dead-lettered', reason })])
  })

  test('ends where a message can come that waited in the queue and its dead-letter queue', async () => {
    await handler(sqsEvent(sqsRecord(asked(71, 28))), context)
    expect(await rig.inbox('reader-71@mail.example')).toHaveLength(1)
    expect(await rig.arrived(deadLetters)).toEqual([])
  })

  test('begins with the 29th day, to the millisecond', async () => {
    const { refuseForgotten, EmailForgotten } = await import('../../../lambda/mail/sent-emails.ts')
    const lateBy = (ms: number) => () => refuseForgotten(HAPPENED_AT, new Date(Date.parse(HAPPENED_AT) + ms))
    expect(lateBy(29 * DAY_MS - 1)).not.toThrow()
    expect(lateBy(29 * DAY_MS)).toThrow(EmailForgotten)
    // The clock of who asked for it may be ahead.
    expect(lateBy(-DAY_MS)).not.toThrow()
  })
})

describe('a suppressed address', () => {
  test.each([
    ['as it is written down', 'gone@mail.example'],
    ['in other case', 'Gone@Mail.Example'],
  ])('gets no mail, %s', async (_, to) => {
    const Item = { address: { S: 'gone@mail.example' }, reason: { S: 'bounce' } }
    await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'suppression', Item }))
    expect(await handler(sqsEvent(email(11, { to })), context)).toEqual({ batchItemFailures: [] })
    expect(await rig.inbox(to)).toEqual([])
    expect(log.hops).toEqual([expect.objectContaining({ outcome: 'done', suppressed: 'bounce' })])
    // It has ended, long after the time of its event.
    expect(log.inTime('mail')).toEqual([0])
    expect(await rig.arrived(deadLetters)).toEqual([])
  })
})

test('waits where DynamoDB does not say of every address whether it is suppressed', async () => {
  const { send } = DynamoDBClient.prototype
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBClient,
    ...given: unknown[]
  ) {
    const [command] = given
    const isOfSuppression = command instanceof BatchGetItemCommand && command.input.RequestItems?.suppression
    return isOfSuppression
      ? { Responses: {}, UnprocessedKeys: command.input.RequestItems }
      : send.apply(this, given as never)
  } as never)
  expect(await handler(sqsEvent(email(16)), context)).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm16' }],
  })
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'retry', waitsFor: 'dynamodb' })])
  expect(await rig.inbox('reader-16@mail.example')).toEqual([])
})

describe('invocations side by side in one execution environment', () => {
  test('each ask for their own recipients', async () => {
    const Item = { address: { S: 'left@mail.example' }, reason: { S: 'complaint' } }
    await new DynamoDBClient(rig.client).send(new PutItemCommand({ TableName: 'suppression', Item }))
    await Promise.all([
      handler(sqsEvent(sqsRecord(emailEvent(20, { to: 'left@mail.example' }))), context),
      handler(sqsEvent(sqsRecord(emailEvent(21))), context),
    ])
    expect(await rig.inbox('left@mail.example')).toEqual([])
    expect(await rig.inbox('reader-21@mail.example')).toHaveLength(1)
  })

  test('each lock an e-mail for the time that they have themselves', async () => {
    const begun = Date.now()
    const short = { ...context, getRemainingTimeInMillis: () => 60_000 }
    const long = { ...context, getRemainingTimeInMillis: () => 600_000 }
    const { send } = SESv2Client.prototype
    const bothSending = Promise.withResolvers<void>()
    const seen = Promise.withResolvers<void>()
    let sending = 0
    jest.spyOn(SESv2Client.prototype, 'send').mockImplementation(async function (
      this: SESv2Client,
      ...given: unknown[]
    ) {
      if (++sending === 2) bothSending.resolve()
      await seen.promise
      return send.apply(this, given as never)
    } as never)
    const sent = Promise.all([
      handler(sqsEvent(sqsRecord(emailEvent(40))), short),
      handler(sqsEvent(sqsRecord(emailEvent(41))), long),
    ])
    await bothSending.promise
    const items = await rig.items('sent')
    seen.resolve()
    await sent
    const ends = items.map(item => Number(item.in_progress_expiration?.N) - begun)
    expect(ends.some(end => end >= 60_000 && end < 600_000)).toBe(true)
    expect(ends.some(end => end >= 600_000)).toBe(true)
  })
})

describe('a throttled e-mail', () => {
  let secondsToWait: typeof import('../../../lambda/mail/throttling.ts').secondsToWait
  beforeAll(async () => {
    ;({ secondsToWait } = await import('../../../lambda/mail/throttling.ts'))
  })

  /** Uses up what may be sent in this second: 500 recipients. */
  async function useUpTheRate() {
    const ses = new SESv2Client(rig.client)
    const ToAddresses = Array.from({ length: 50 }, (_, index) => `flood-${index}@flood.example`)
    const Simple = { Subject: { Data: 'Flood' }, Body: { Text: { Data: 'Flood' } } }
    const command = new SendEmailCommand({
      FromEmailAddress: 'shop@shop.example',
      Destination: { ToAddresses },
      Content: { Simple },
    })
    for (let mail = 0; mail < 10; mail++) await ses.send(command)
  }

  /** A message of the queue, received as the event source does. */
  async function received(number: number) {
    await rig.send(emails, emailEvent(number))
    return receive()
  }

  async function receive() {
    const [message] = await rig.received(emails)
    if (!message) return undefined
    const record = sqsRecord(message.Body ?? '', { queue: 'emails', messageId: message.MessageId })
    return { ...record, receiptHandle: message.ReceiptHandle ?? '' }
  }

  test('goes back to the queue for a few seconds, and is sent then', async () => {
    await useUpTheRate()
    const record = await received(12)
    const { batchItemFailures } = await handler(sqsEvent(record as never), context)
    expect(batchItemFailures).toEqual([{ itemIdentifier: record?.messageId }])
    const reason = 'RetryLater: SES answered TooManyRequestsException: Maximum sending rate exceeded.'
    expect(log.hops).toEqual([expect.objectContaining({ outcome: 'retry', reason })])
    // It rings no alarm: it has not failed.
    expect(log.metrics).toContainEqual(expect.objectContaining({ FailedRecords: 0, PostponedRecords: 1 }))

    expect(await receive()).toBeUndefined()
    await rig.clock.advanceBy({ seconds: 4 })
    const again = await receive()
    expect(again?.messageId).toBe(record?.messageId)
    await handler(sqsEvent(again as never), context)
    expect(await rig.inbox('reader-12@mail.example')).toHaveLength(1)
    await rig.clock.advanceBy({ seconds: 60 })
    await rig.arrived(emails)
  })

  test('waits for at least half an hour where the quota of the day is used up', async () => {
    const record = await received(13)
    const message = 'Daily message quota exceeded.'
    jest
      .spyOn(SESv2Client.prototype, 'send')
      .mockRejectedValueOnce(new TooManyRequestsException({ message, $metadata: {} }) as never)
    await handler(sqsEvent(record as never), context)
    await rig.clock.advanceBy({ minutes: 29 })
    expect(await receive()).toBeUndefined()
    await rig.clock.advanceBy({ minutes: 31 })
    await handler(sqsEvent((await receive()) as never), context)
    expect(await rig.inbox('reader-13@mail.example')).toHaveLength(1)
    await rig.clock.advanceBy({ minutes: 1 })
    await rig.arrived(emails)
  })

  test.each([
    // The rate is free again after a second; the quota of the day over hours.
    ['the rate, at first', 'rate', 1, 0, [1, 4]],
    ['the rate, again and again', 'rate', 9, 60, [1, 60]],
    ['the quota of the day', 'day', 1, 0, [1_801, 3_600]],
    ['the quota of the day, still', 'day', 9, 61, [1_801, 3_600]],
  ] as const)('by %s waits for a time within bounds', async (_, quota, receiveCount, minutes, bounds) => {
    const waits = [1 - Number.EPSILON, 0].map(drawn => {
      jest.spyOn(Math, 'random').mockReturnValue(drawn)
      return secondsToWait(quota, throttledFor(minutes, receiveCount))
    })
    expect(waits).toEqual(bounds)
  })

  test.each([
    ['TooManyRequestsException', 'Maximum sending rate exceeded.', { PostponedRecords: 1, FailedRecords: 0 }],
    ['LimitExceededException', 'Maximum sending rate exceeded.', { PostponedRecords: 1, FailedRecords: 0 }],
    ['ThrottlingException', 'Daily sending quota exceeded.', { PostponedRecords: 1, FailedRecords: 0 }],
    ['Throttling', 'Maximum sending rate exceeded.', { PostponedRecords: 1, FailedRecords: 0 }],
    ['AnotherException', 'Maximum sending rate exceeded.', { FailedRecords: 1 }],
  ])('is one that SES answers with %s: %s', async (name, message, counts) => {
    jest
      .spyOn(SESv2Client.prototype, 'send')
      .mockRejectedValueOnce(
        new SESv2ServiceException({ name, message, $fault: 'client', $metadata: {} }) as never,
      )
    await handler(sqsEvent(email(17)), context)
    expect(log.metrics).toContainEqual(expect.objectContaining(counts))
    expect(await rig.inbox('reader-17@mail.example')).toEqual([])
  })

  test('waits as all messages do once it is no rate that is used up', () => {
    expect(secondsToWait('rate', throttledFor(60))).toBeDefined()
    expect(secondsToWait('rate', throttledFor(60 + 1 / 60_000))).toBeUndefined()
  })

  function throttledFor(minutes: number, receiveCount = 1): Delivery {
    const delivery = deliveryOf(email(15))
    const receivedAt = new Date(delivery.firstReceivedAt.getTime() + minutes * 60_000)
    return { ...delivery, receiveCount, receivedAt }
  }

  test('is none of the dead letters', async () => {
    expect(await rig.arrived(deadLetters)).toEqual([])
  })

  test('goes back untried where there is no time left to see it through', async () => {
    const record = await received(14)
    const withLeft = (ms: number) => ({ ...context, getRemainingTimeInMillis: () => ms })
    const { batchItemFailures } = await handler(sqsEvent(record as never), withLeft(22_499))
    expect(batchItemFailures).toHaveLength(1)
    expect(await rig.inbox('reader-14@mail.example')).toEqual([])
    await rig.clock.advanceBy({ seconds: 4 })
    const again = await receive()
    expect(again?.messageId).toBe(record?.messageId)
    await handler(sqsEvent(again as never), withLeft(22_500))
    expect(await rig.inbox('reader-14@mail.example')).toHaveLength(1)
  })
})

describe('what is sent to SES', () => {
  test('has neither HTML nor a way to unsubscribe where none is asked for', async () => {
    const sent = jest.spyOn(SESv2Client.prototype, 'send')
    await handler(sqsEvent(email(50, { html: undefined })), context)
    const [command] = sent.mock.calls[0] ?? []
    const { Content } = (command as unknown as SendEmailCommand).input
    expect(Content?.Simple).toEqual({
      Subject: { Data: 'Hello', Charset: 'UTF-8' },
      Body: { Text: { Data: 'Hello, Ada Byron.', Charset: 'UTF-8' } },
      Headers: undefined,
    })
    expect((await rig.inbox('reader-50@mail.example'))[0]).toMatchObject({ headers: {} })
  })

  // "can contain no more than 256 characters" (SES API, MessageTag).
  test('has tags that SES takes, however long an id is', async () => {
    const { sendEmail } = await import('../../../lambda/mail/ses.ts')
    await sendEmail({ ...emailEvent(51), correlationid: `ä@${'x'.repeat(300)}` })
    const [mail] = await rig.inbox('reader-51@mail.example')
    expect(mail?.tags.correlationId).toBe(`__${'x'.repeat(254)}`)
  })
})

describe('an error of SES', () => {
  const FAILED =
    'Email address is not verified. The following identities failed the check in region US-EAST-1: '

  async function errorFor(cause: Error): Promise<unknown> {
    const { sendEmail } = await import('../../../lambda/mail/ses.ts')
    jest.spyOn(SESv2Client.prototype, 'send').mockRejectedValueOnce(cause as never)
    return sendEmail(emailEvent(52)).catch((error: unknown) => error)
  }

  test.each([
    ['shop@shop.example', 'the sender is not verified in SES'],
    ['SHOP@Shop.Example', 'the sender is not verified in SES'],
    ['Shop.Example', 'the sender is not verified in SES'],
    ['reader@mail.example, shop.example', 'the sender is not verified in SES'],
  ])('about %s is about the account', async (identities, message) => {
    for (const cause of [rejected(FAILED + identities), badRequest(FAILED + identities)]) {
      expect(await errorFor(cause)).toMatchObject({ name: 'Unavailable', dependency: 'ses', message, cause })
    }
  })

  test.each(['reader@shop.example', 'shop@mail.example', 'example', 'my-shop.example', ''])(
    'about %j is about the e-mail',
    async identities => {
      expect(await errorFor(rejected(FAILED + identities))).toMatchObject({ name: 'EmailRefused' })
    },
  )

  test.each(['Sending paused for this account.', 'Sending is disabled.', 'Sending has been suspended.'])(
    'that says %j is a pause',
    async said => {
      const message = `SES answered BadRequestException: ${said}`
      expect(await errorFor(badRequest(said))).toMatchObject({ name: 'SendingPaused', message })
    },
  )

  test('that says that the configuration set is missing says what to mend', async () => {
    const cause = badRequest('Configuration set <mail> does not exist.')
    const message = 'the configuration set does not exist'
    expect(await errorFor(cause)).toMatchObject({ name: 'Unavailable', message })
  })

  test.each([
    ['Daily message quota exceeded.', 'day'],
    ['Daily sending quota exceeded.', 'day'],
    ['Maximum sending rate exceeded.', 'rate'],
  ])('that says %j says which quota is used up', async (message, quota) => {
    const cause = new TooManyRequestsException({ message, $metadata: {} })
    expect(await errorFor(cause)).toMatchObject({ name: 'Throttled', quota, cause })
  })

  test('of any other kind is passed on', async () => {
    const cause = new Error('timed out')
    expect(await errorFor(cause)).toBe(cause)
  })
})
