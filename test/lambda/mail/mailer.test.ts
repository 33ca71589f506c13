import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { PURCHASE_ID } from '../examples.ts'
import { FunctionStage } from '../function-stage.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const stage = new FunctionStage()
let log: Log
let deadLetters: string
let handler: typeof import('../../../lambda/mail/mailer.ts').handler

beforeAll(async () => {
  await stage.open('mail-mailer')
  deadLetters = await stage.queue('dead-letters')
  stage.environment({
    SENDER: 'shop@shop.example',
    SENT_TABLE: await stage.table('sent', 'id'),
    DEAD_LETTER_QUEUE_URL: deadLetters,
  })
  ;({ handler } = await import('../../../lambda/mail/mailer.ts'))
})
afterAll(() => stage.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

function email(number: number, to = `reader-${number}@mail.example`) {
  const emailId = `${PURCHASE_ID.slice(0, -4)}${String(number).padStart(4, '0')}`
  const about = { id: emailId, source: 'urn:messaging:test', subject: emailId, correlationid: 'purchase-1' }
  const data = {
    emailId,
    tenant: 'shop',
    to,
    subject: 'Hello',
    text: 'Hello, Ada Byron.',
    html: '<p>Hello</p>',
  }
  const event = cloudEvent(emailRequested, { ...about, time: '2026-01-02T03:04:05.678Z' }, data)
  return sqsRecord(event, { queue: 'emails', messageId: `m${number}`, receiveCount: number })
}

async function inbox(to: string): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${stage.client.endpoint}/_aws/ses?to=${encodeURIComponent(to)}`)
  return ((await response.json()) as { messages: Record<string, unknown>[] }).messages
}

const verify = () =>
  new SESv2Client(stage.client).send(new CreateEmailIdentityCommand({ EmailIdentity: 'shop.example' }))

it('gives what SES rejects to the dead-letter queue, without the address that SES quotes', async () => {
  expect(await handler(sqsEvent(email(1)), context)).toEqual({ batchItemFailures: [] })
  const [letter] = await stage.arrived(deadLetters)
  const reason = letter?.MessageAttributes?.reason?.StringValue
  expect(reason).toMatch(/^EmailRefused: SES answered MessageRejected: /)
  expect(reason).not.toContain('@')
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'dead-lettered', reason })])
})

it('sends what it refused before, once it may', async () => {
  await verify()
  await handler(sqsEvent(email(1)), context)
  expect(await inbox('reader-1@mail.example')).toHaveLength(1)
})

it('sends an e-mail with its text and HTML, and logs ids alone', async () => {
  await handler(sqsEvent(email(2)), context)
  expect(await inbox('reader-2@mail.example')).toEqual([
    expect.objectContaining({ from: 'shop@shop.example', subject: 'Hello', html: '<p>Hello</p>' }),
  ])
  expect(log.hops).toEqual([
    expect.objectContaining({
      correlationId: 'purchase-1',
      event: 'mail.email.requested.v1',
      emailId: expect.stringMatching(/0002$/),
      tenant: 'shop',
      sesMessageId: expect.any(String),
      receiveCount: 2,
      outcome: 'done',
    }),
  ])
  for (const word of ['@', 'Ada', 'Hello']) expect(log.text).not.toContain(word)
  expect(JSON.stringify(await stage.items('sent'))).not.toContain('@')
})

it('sends an e-mail once, however often it is asked for', async () => {
  await handler(sqsEvent(email(3)), context)
  expect(await handler(sqsEvent(email(3)), context)).toEqual({ batchItemFailures: [] })
  expect(await inbox('reader-3@mail.example')).toHaveLength(1)
  const [first, second] = log.hops
  expect(second?.sesMessageId).toBe(first?.sesMessageId)
})

it('retries an e-mail that another invocation is sending at the moment', async () => {
  const { batchItemFailures } = await handler(sqsEvent(email(4), email(4)), context)
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm4' }])
  expect(log.hops.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'retry'])
  expect(await inbox('reader-4@mail.example')).toHaveLength(1)
})

it('writes each once to many, side by side', async () => {
  const records = [5, 6, 7, 8, 9].map(number => email(number, 'all@mail.example'))
  expect(await handler(sqsEvent(...records), context)).toEqual({ batchItemFailures: [] })
  expect(await inbox('all@mail.example')).toHaveLength(5)
})
