import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { Ledger } from '../../../tools/clients/shop/ledger.ts'
import { purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent } from '../invocation.ts'
import { Log } from '../log.ts'
import { PolledQueue } from '../polled-queue.ts'

const VISIBILITY_SECONDS = 30

/**
 * The real shipping function behind a real FIFO queue, while everything goes wrong that can: consumers that take
 * messages and die before or after the work, or come back to it much too late; a topic that fails; duplicates
 * beyond what SQS removes.
 */
const rig = new FunctionRig()
let queue: PolledQueue
let kms: KMSClient
let keyId: string
let announcements: string
let handler: typeof import('../../../lambda/shop/functions/shipping.ts').handler

beforeAll(async () => {
  await rig.open('shop-shipping')
  kms = new KMSClient(rig.client)
  keyId = (await kms.send(new CreateKeyCommand())).KeyMetadata?.KeyId as string
  const topic = await rig.topic('purchases.fifo')
  await new SNSClient(rig.client).send(
    new SetTopicAttributesCommand({
      TopicArn: topic.topicArn,
      AttributeName: 'KmsMasterKeyId',
      AttributeValue: keyId,
    }),
  )
  announcements = topic.queueUrl
  const queueUrl = await rig.queue('shipping.fifo')
  queue = new PolledQueue(new SQSClient(rig.client), queueUrl, VISIBILITY_SECONDS)
  rig.environment({
    PURCHASES_TOPIC_ARN: topic.topicArn,
    SHIPMENTS_TABLE: await rig.table('shipments', 'purchaseId'),
    DEAD_LETTER_QUEUE_URL: await rig.queue('dead-letters.fifo'),
    QUEUE_URL: queueUrl,
    PURCHASE_RETENTION_DAYS: '36500',
  })
  new Log()
  ;({ handler } = await import('../../../lambda/shop/functions/shipping.ts'))
})
afterAll(() => rig.close())

/** What becomes of a batch that a consumer has taken. */
type Fate =
  | 'done'
  /** The consumer dies before it begins. */
  | 'dies before'
  /** It dies after the work, before the messages are deleted. */
  | 'dies after'
  /** The topic refuses what shipping tells it, so the work fails half-way. */
  | 'topic fails'
  /** It is held up, and goes on when others have long taken over. */
  | 'too late'

type Step =
  | { kind: 'place'; customer: string }
  | { kind: 'repeat'; which: number }
  | { kind: 'consume'; maximum: number; fate: Fate }
  | { kind: 'wait' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('place'), customer: fc.constantFrom('ada', 'grace') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat'), which: fc.nat(20) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('consume'),
      maximum: fc.integer({ min: 1, max: 10 }),
      fate: fc.constantFrom<Fate[]>('done', 'dies before', 'dies after', 'topic fails', 'too late'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait') }) },
) as fc.Arbitrary<Step>

/** One run: its own customers, so that runs do not meet. */
class Run {
  readonly ledger = new Ledger()
  readonly #name = uuidv7()
  readonly #placed: { customer: string; body: string }[] = []
  readonly #late: SQSRecord[][] = []

  async take(each: Step): Promise<void> {
    if (each.kind === 'place') await this.#place(`${this.#name}-${each.customer}`)
    if (each.kind === 'repeat') await this.#repeat(each.which)
    if (each.kind === 'consume') await this.#consume(each.maximum, each.fate)
    if (each.kind === 'wait') await rig.clock.advanceBy({ seconds: VISIBILITY_SECONDS })
  }

  /** Lets those that were held up go on, and a healthy consumer do what is left. */
  async finish(): Promise<void> {
    for (const records of this.#late) await handler(sqsEvent(...records), context)
    do await rig.clock.advanceBy({ seconds: VISIBILITY_SECONDS })
    while (await this.#consume(10, 'done'))
    for (let told = await this.#told(); told.length > 0; told = await this.#told()) {
      for (const { data } of told) this.ledger.ship(data)
    }
  }

  async #place(customer: string): Promise<void> {
    const purchaseId = uuidv7()
    const body = JSON.stringify(purchasePlacedExample({ customerId: customer }, purchaseId))
    this.#placed.push({ customer, body })
    this.ledger.place(customer, purchaseId)
    await queue.send(body, customer, uuidv7())
  }

  async #repeat(which: number): Promise<void> {
    const again = this.#placed[which % this.#placed.length]
    if (again) await queue.send(again.body, again.customer, uuidv7())
  }

  /** @returns whether there was anything */
  async #consume(maximum: number, fate: Fate): Promise<boolean> {
    const messages = await queue.receive(maximum)
    if (messages.length === 0) return false
    const records = messages.map(each => queue.record(each))
    if (fate === 'too late') this.#late.push(records)
    if (fate === 'dies before' || fate === 'too late') return true
    if (fate === 'topic fails') await kms.send(new DisableKeyCommand({ KeyId: keyId }))
    const { batchItemFailures } = await handler(sqsEvent(...records), context)
    if (fate === 'topic fails') await kms.send(new EnableKeyCommand({ KeyId: keyId }))
    if (fate === 'dies after') return true
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    await queue.remove(messages.filter(({ MessageId }) => !failed.has(MessageId as string)))
    return true
  }

  async #told() {
    return (await rig.arrived(announcements)).map(({ Body }) => JSON.parse(Body as string))
  }
}

test('whatever happens to its consumers, every purchase ships once, each customer’s in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async steps => {
      const run = new Run()
      for (const each of steps) await run.take(each)
      await run.finish()
      expect({
        lost: run.ledger.outstanding,
        shippedTwice: run.ledger.shippedTwice,
        outOfOrder: run.ledger.outOfOrder,
      }).toEqual({ lost: 0, shippedTwice: 0, outOfOrder: 0 })
    }),
    { numRuns: 25 },
  )
})
