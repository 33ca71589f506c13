import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent } from '../invocation.ts'
import { Log } from '../log.ts'
import { PolledQueue } from '../polled-queue.ts'

const MAXIMUM_TRIES = 5
const VISIBILITY_SECONDS = 180
/** A message is hidden for five minutes at the most here. */
const LONGEST_SECONDS = 300

const rig = new FunctionRig()
let queue: PolledQueue
let deadLetters: string
let batch: typeof import('../../../lambda/queue/batch.ts')
let message: typeof import('../../../lambda/queue/message.ts')
let failures: typeof import('../../../lambda/queue/failures.ts')
let unavailable: typeof import('../../../lambda/runtime/unavailable.ts')
/** The calls of the function that do not succeed now. */
const down = new Set<string>()
/** The calls that do succeed, and whose answer does not come. */
const unanswered = new Set<string>()

beforeAll(async () => {
  await rig.open('test-consumer')
  const queueUrl = await rig.queue('work.fifo')
  queue = new PolledQueue(new SQSClient(rig.client), queueUrl, VISIBILITY_SECONDS)
  deadLetters = await rig.queue('dead-letters.fifo')
  rig.environment({ QUEUE_URL: queueUrl, DEAD_LETTER_QUEUE_URL: deadLetters })
  batch = await import('../../../lambda/queue/batch.ts')
  message = await import('../../../lambda/queue/message.ts')
  failures = await import('../../../lambda/queue/failures.ts')
  unavailable = await import('../../../lambda/runtime/unavailable.ts')
  const { sdkClient } = await import('../../../lambda/runtime/sdk-clients.ts')
  for (const client of [sdkClient(SQSClient), sdkClient(DynamoDBClient)])
    refuseWhatIsDown(client as SQSClient)
  new Log()
})
afterAll(() => rig.close())

/** The function's own client, as it is, save that it is denied what is down. */
function refuseWhatIsDown({ middlewareStack }: Pick<SQSClient, 'middlewareStack'>): void {
  const denied = (name: string) =>
    Object.assign(new Error(`not authorized to perform ${name}`), {
      name: 'AccessDeniedException',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    })
  middlewareStack.add(
    ((next: (args: unknown) => Promise<unknown>, { commandName = '' }) =>
      async (args: unknown) => {
        if (down.has(commandName)) throw denied(commandName)
        const answer = await next(args)
        if (unanswered.has(commandName)) throw Object.assign(new Error('timed out'), { name: 'TimeoutError' })
        return answer
      }) as never,
    { step: 'finalizeRequest', priority: 'low', name: 'down' },
  )
}

const TABLE = ['BatchGetItemCommand', 'BatchWriteItemCommand']

/** What is the matter with a message. */
type Kind = 'good' | 'never' | 'fails twice' | 'fails' | 'ends the function'

/** What becomes of a batch that was received. */
type Fate =
  | 'all is well'
  | 'its dependency is down'
  | 'the table of tries is down'
  /** It goes down in the middle of the batch. */
  | 'the table goes down'
  /** What is written is written, and the function does not learn it. */
  | 'the table does not answer'
  | 'the dead-letter queue is down'
  | 'nothing can be hidden'
  /** The function is throttled, and never gets it. */
  | 'throttled'
  /** The function answers, and nothing is deleted. */
  | 'dies after'

type Step =
  | { kind: 'send'; group: string; what: Kind }
  | { kind: 'receive'; maximum: number; fate: Fate }
  | { kind: 'wait'; seconds: number }

const FATES: Fate[] = [
  'all is well',
  'its dependency is down',
  'the table of tries is down',
  'the table goes down',
  'the table does not answer',
  'the dead-letter queue is down',
  'nothing can be hidden',
  'throttled',
  'dies after',
]

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      group: fc.constantFrom('ada', 'grace', 'alan'),
      what: fc.constantFrom<Kind[]>(
        'good',
        'good',
        'good',
        'never',
        'fails twice',
        'fails',
        'ends the function',
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      maximum: fc.integer({ min: 1, max: 10 }),
      fate: fc.constantFrom(...FATES),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(4, 60, 300) }),
  },
)

interface Sent {
  id: string
  group: string
  what: Kind
  /** Times that the consumer was called with it. */
  begun: number
  done: boolean
  /** It is a dead letter, or about to be. */
  givenUp: boolean
}

/** One run: its own groups, so that runs do not meet. */
class Run {
  readonly #name = uuidv7()
  readonly #sent = new Map<string, Sent>()
  readonly broken: string[] = []

  async take(each: Step): Promise<void> {
    if (each.kind === 'send') await this.#send(`${this.#name}-${each.group}`, each.what)
    if (each.kind === 'receive') await this.#receive(each.maximum, each.fate)
    if (each.kind === 'wait') await rig.clock.advanceBy({ seconds: each.seconds })
  }

  /** All is well for as long as it takes. @returns the dead letters by purchase id */
  async finish(): Promise<Map<string, { reason: string; attempts: number }>> {
    for (let quiet = 0; quiet < 2; ) {
      await rig.clock.advanceBy({ seconds: LONGEST_SECONDS })
      quiet = (await this.#receive(10, 'all is well')) ? 0 : quiet + 1
    }
    const letters = new Map<string, { reason: string; attempts: number }>()
    for (;;) {
      const arrived = await rig.arrived(deadLetters)
      if (arrived.length === 0) return letters
      for (const { Body = '', MessageAttributes = {} } of arrived) {
        const { reason, attempts } = MessageAttributes
        const letter = { reason: reason?.StringValue ?? '', attempts: Number(attempts?.StringValue) }
        letters.set(JSON.parse(Body).subject, letter)
      }
    }
  }

  get sent(): Sent[] {
    return [...this.#sent.values()]
  }

  async #send(group: string, what: Kind): Promise<void> {
    const id = uuidv7()
    this.#sent.set(id, { id, group, what, begun: 0, done: false, givenUp: false })
    const body = JSON.stringify(purchasePlacedExample({ customerId: group }, id))
    await queue.send(body, group, id)
  }

  /** @returns whether there was anything */
  async #receive(maximum: number, fate: Fate): Promise<boolean> {
    const messages = await queue.receive(maximum)
    if (messages.length === 0) return false
    if (fate === 'throttled') return true
    const failed = await this.#invoke(
      messages.map(each => queue.record(each)),
      fate,
    )
    down.clear()
    unanswered.clear()
    if (failed === undefined || fate === 'dies after') return true
    await queue.remove(messages.filter(({ MessageId = '' }) => !failed.has(MessageId)))
    return true
  }

  /** @returns which messages the function says come again; undefined where it was ended */
  async #invoke(records: SQSRecord[], fate: Fate): Promise<Set<string> | undefined> {
    if (fate === 'the table of tries is down') for (const call of TABLE) down.add(call)
    if (fate === 'the table does not answer') unanswered.add('BatchWriteItemCommand')
    if (fate === 'the dead-letter queue is down') down.add('SendMessageCommand')
    if (fate === 'nothing can be hidden') down.add('ChangeMessageVisibilityBatchCommand')
    const ended = Promise.withResolvers<undefined>()
    let isOver = false
    const handler = batch.fifoQueueHandler({
      messages: message.cloudEvents({ takes: [purchasePlaced], ignores: [] }),
      identify: ({ data }) => ({ purchaseId: data.purchaseId }),
      consume: async ({ data }) => {
        const sent = this.#sent.get(data.purchaseId)
        if (isOver || !sent) return new Promise<never>(() => {})
        if (fate === 'the table goes down') for (const call of TABLE) down.add(call)
        this.#begin(sent)
        if (fate === 'its dependency is down') throw new unavailable.Unavailable('dynamodb', 'down')
        if (sent.what === 'ends the function') {
          isOver = true
          ended.resolve(undefined)
          return new Promise<never>(() => {})
        }
        this.#work(sent)
      },
      giveUp: async ({ data }) => {
        const sent = this.#sent.get(data.purchaseId)
        if (sent) sent.givenUp = true
      },
    })
    const response = await Promise.race([handler(sqsEvent(...records), context), ended.promise])
    return response && new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
  }

  #begin(sent: Sent): void {
    sent.begun++
    const group = this.sent.filter(({ group }) => group === sent.group)
    const later = group.slice(group.indexOf(sent) + 1).filter(({ done }) => done)
    // One that had its end before the function was ended may come again.
    if (!sent.done && !sent.givenUp && later.length > 0)
      this.broken.push(`${sent.id} comes after ${later[0]?.id}`)
  }

  #work(sent: Sent): void {
    if (sent.what === 'never') throw new failures.PermanentFailure('it never works')
    if (sent.what === 'fails' || (sent.what === 'fails twice' && sent.begun <= 2)) throw new Error('it fails')
    sent.done = true
  }
}

const works = (what: Kind) => what === 'good' || what === 'fails twice'

test('whatever comes together: what works is done, in order; what is dead was tried, has its reason, and its true number of tries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async steps => {
      const run = new Run()
      for (const each of steps) await run.take(each)
      const letters = await run.finish()

      expect(run.broken).toEqual([])
      for (const { id, what, begun, done } of run.sent) {
        const letter = letters.get(id)
        expect({ what, done, dead: letter !== undefined }).toEqual({
          what,
          done: works(what),
          dead: !works(what),
        })
        if (letter === undefined) continue
        expect(begun).toBeGreaterThanOrEqual(what === 'never' ? 1 : MAXIMUM_TRIES)
        expect(letter.reason).toMatch(REASONS[what] as RegExp)
        if (what !== 'never') expect(letter.attempts).toBe(MAXIMUM_TRIES)
      }
    }),
    { numRuns: 60 },
  )
})

const REASONS: Partial<Record<Kind, RegExp>> = {
  never: /^PermanentFailure: it never works$/,
  fails: /^Error: it fails$/,
  'ends the function': /^FunctionEnded: /,
}
