import { SNSClient } from '@aws-sdk/client-sns'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { purchaseCancelled, purchaseFlagged } from '../../../lambda/contracts/purchase-events.ts'
import { PERSONAL_DATA, PURCHASE_ID, purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, SENT_AT, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let topic: { topicArn: string; queueUrl: string }
let emails: string
let receipts: typeof import('../../../lambda/shop/functions/receipts.ts').handler
let review: typeof import('../../../lambda/shop/functions/review.ts').handler

beforeAll(async () => {
  await rig.open('shop-receipts')
  topic = await rig.topic('purchases.fifo')
  emails = await rig.queue('emails')
  rig.environment({
    PURCHASES_TOPIC_ARN: topic.topicArn,
    EMAILS_QUEUE_URL: emails,
    DEAD_LETTER_QUEUE_URL: await rig.queue('dead-letters'),
  })
  ;({ handler: receipts } = await import('../../../lambda/shop/functions/receipts.ts'))
  ;({ handler: review } = await import('../../../lambda/shop/functions/review.ts'))
  const { sdkClient } = await import('../../../lambda/runtime/sdk-clients.ts')
  loseAnswers(sdkClient(SNSClient))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** How many of the next answers of SNS do not come. */
let lost = 0

/** Within the client's own attempts: it repeats a request whose answer does not come. */
function loseAnswers({ middlewareStack }: SNSClient): void {
  middlewareStack.add(
    next => async request => {
      const answer = await next(request)
      if (lost === 0) return answer
      lost--
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' })
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
}

const delivery = sqsEvent(sqsRecord(purchasePlacedExample()))

test('receipts asks for the same e-mail at each delivery, in the name of the shop', async () => {
  expect(await receipts(delivery, context)).toEqual({ batchItemFailures: [] })
  await receipts(delivery, context)
  const asked = await rig.arrived(emails)
  const events = asked.map(({ Body }) => emailRequested.schema.parse(JSON.parse(Body ?? '')))
  expect(events).toHaveLength(2)
  expect(events[0]).toEqual(events[1])
  // SQS guide, "fair queues": the message group of a standard queue is the tenant.
  expect(asked[0]?.Attributes).toMatchObject({ MessageGroupId: 'shop' })
  expect(log.hops[0]).toMatchObject({
    purchaseId: PURCHASE_ID,
    emailId: events[0]?.data.emailId,
    outcome: 'done',
  })
  for (const datum of PERSONAL_DATA) expect(log.text).not.toContain(datum)
})

test('receipts asks for a mail that says why a purchase is cancelled, the same at each delivery', async () => {
  const at = SENT_AT.toISOString()
  const about = { id: PURCHASE_ID, source: 'urn:messaging:test', subject: PURCHASE_ID, time: at }
  const cancelled = cloudEvent(
    purchaseCancelled,
    { ...about, correlationid: PURCHASE_ID },
    {
      purchaseId: PURCHASE_ID,
      customerId: 'customer-1',
      customerEmail: 'ada.byron@mail.example',
      code: 'no-carrier',
      reason: 'No carrier delivers to <Antarctica>.',
      cancelledAt: at,
    },
  )
  await receipts(sqsEvent(sqsRecord(cancelled), sqsRecord(cancelled, { messageId: 'message-2' })), context)
  const [mail, again] = (await rig.arrived(emails)).map(({ Body }) =>
    emailRequested.schema.parse(JSON.parse(Body ?? '')),
  )
  expect(again).toEqual(mail)
  expect(mail?.data).toMatchObject({
    to: 'ada.byron@mail.example',
    subject: `Your purchase ${PURCHASE_ID} is cancelled`,
    text: expect.stringContaining('No carrier delivers to <Antarctica>.'),
    html: expect.stringContaining('No carrier delivers to &lt;Antarctica&gt;.'),
  })
  for (const datum of PERSONAL_DATA) expect(log.text).not.toContain(datum)
})

test('receipts gives up what is sealed in a stage that has no keys, and says what to do', async () => {
  const { data, ...envelope } = purchasePlacedExample()
  const { customerEmail: _, shipTo, ...rest } = data
  const personal = { keyId: PURCHASE_ID, nonce: 'x'.repeat(16), text: 'x', tag: 'x'.repeat(22) }
  const sealed = { ...envelope, type: 'shop.purchase.placed.v2', data: { ...rest, shipTo, personal } }
  await receipts(sqsEvent(sqsRecord(sealed)), context)
  expect(log.hops).toMatchObject([
    {
      outcome: 'dead-lettered',
      reason: expect.stringMatching(/^NoCustomerKeys: .*set purchasesArchiveDays/),
    },
  ])
})

describe('a batch of receipts', () => {
  const records = ['0001', '0002', '0003'].map(end => {
    const purchase = purchasePlacedExample({}, `${PURCHASE_ID.slice(0, -4)}${end}`)
    return sqsRecord(purchase, { messageId: `m-${end}` })
  })

  /** The real client, save that SQS does not take the first message of a batch. */
  function refuseTheFirst(Code: string) {
    const send = SQSClient.prototype.send as (this: SQSClient, command: unknown) => Promise<unknown>
    jest.spyOn(SQSClient.prototype, 'send').mockImplementation(async function (
      this: SQSClient,
      command: unknown,
    ) {
      if (!(command instanceof SendMessageBatchCommand)) return send.call(this, command)
      const [first, ...Entries] = command.input.Entries ?? []
      await send.call(this, new SendMessageBatchCommand({ ...command.input, Entries }))
      return { Failed: [{ Id: first?.Id, Code, SenderFault: true }] }
    } as never)
  }

  async function askedFor() {
    return (await rig.arrived(emails)).map(({ Body = '' }) => JSON.parse(Body).correlationid.slice(-4))
  }

  test('asks for all mails', async () => {
    expect(await receipts(sqsEvent(...records), context)).toEqual({ batchItemFailures: [] })
    expect((await askedFor()).toSorted()).toEqual(['0001', '0002', '0003'])
  })

  test.each([
    ['is tried again', 'InvalidMessageContents', undefined],
    ['waits where SQS is down', 'RequestThrottled', 'sqs'],
    ['waits where the key of the queue is down', 'KmsDisabled', 'kms'],
  ])('one that SQS does not take %s, and the others are done', async (_, code, waitsFor) => {
    refuseTheFirst(code)
    expect(await receipts(sqsEvent(...records), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-0001' }],
    })
    expect((await askedFor()).toSorted()).toEqual(['0002', '0003'])
    const reason = `EntryNotTaken: SQS did not take a message of a batch: ${code}`
    const [first, ...others] = log.hops.toSorted(
      (a, b) => Number(a.outcome === 'done') - Number(b.outcome === 'done'),
    )
    expect(first).toMatchObject({ outcome: 'retry', reason })
    expect(first?.waitsFor).toBe(waitsFor)
    expect(others).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }])
  })
})

test('review flags a purchase, with the same event at each delivery', async () => {
  await review(delivery, context)
  await review(delivery, context)
  const told = await rig.arrived(topic.queueUrl)
  expect(told).toHaveLength(1)
  const event = JSON.parse(told[0]?.Body ?? '')
  expect(purchaseFlagged.schema.parse(event)).toEqual(event)
  expect(event).toMatchObject({
    correlationid: PURCHASE_ID,
    data: {
      purchaseId: PURCHASE_ID,
      total: { amount: 4048, currency: 'GBP' },
      flaggedAt: SENT_AT.toISOString(),
    },
  })
  expect(told[0]?.Attributes).toMatchObject({
    MessageGroupId: 'customer-1',
    MessageDeduplicationId: event.id,
  })
})

describe('a batch of reviews', () => {
  const reviewed = (end: string, messageId = `m-${end}`) =>
    sqsRecord(purchasePlacedExample({}, `${PURCHASE_ID.slice(0, -4)}${end}`), { messageId })

  async function flagged(): Promise<string[]> {
    const told = await rig.arrived(topic.queueUrl)
    return told.map(({ Body = '' }) => JSON.parse(Body).correlationid.slice(-4))
  }

  test('flags each purchase once where a message comes twice in it', async () => {
    const event = sqsEvent(reviewed('0101'), reviewed('0101', 'm-again'), reviewed('0102'))
    expect(await review(event, context)).toEqual({ batchItemFailures: [] })
    expect(await flagged()).toEqual(['0101', '0102'])
  })

  test.each([
    ['once', 1, []],
    ['at each attempt', 3, ['m-0203', 'm-0204']],
  ])('flags each purchase once where the answer is lost %s', async (_, answers, comeAgain) => {
    const event = sqsEvent(reviewed(`020${answers}`), reviewed(`020${answers + 1}`))
    lost = answers
    const { batchItemFailures } = await review(event, context)
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(comeAgain)
    if (comeAgain.length > 0)
      expect(log.hops).toMatchObject(Array(2).fill({ outcome: 'retry', waitsFor: 'sns' }))
    expect(await review(event, context)).toEqual({ batchItemFailures: [] })
    expect(await flagged()).toEqual([`020${answers}`, `020${answers + 1}`])
  })
})
