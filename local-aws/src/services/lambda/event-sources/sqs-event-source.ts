import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import { sleep, toMilliseconds } from '../../../clock.ts'
import type { Metrics, QueuePort, Queues, ReceivedMessage } from '../../../ports.ts'
import type { Outcome } from '../invocation.ts'
import type { LambdaFunction } from '../lambda-function.ts'
import { QUOTAS } from '../quotas.ts'
import { RecursiveInvocationError } from '../recursive-loops.ts'
import { batchItemFailures } from './batch-item-failures.ts'
import { EventCounts } from './event-counts.ts'
import type { EventSource } from './event-source.ts'
import { GroupTurns } from './group-turns.ts'
import { PollerScaling } from './poller-scaling.ts'
import type { QueueMappingConfiguration } from './queue-mapping-configuration.ts'
import { type SqsBatch, sqsBatches } from './sqs-event.ts'
import { withoutLoops } from './stopped-loops.ts'

/** The longest wait that SQS allows; an arriving message ends it. */
const LONG_POLL_SECONDS = 20
/** The wait after a refused receive: the key is disabled, the queue was deleted, or the role is denied access. */
const REFUSED_WAIT_MS = toMilliseconds({ seconds: 10 })
/** The waits between attempts to invoke a throttled function, which Lambda does not document. */
const THROTTLED_WAIT = { first: toMilliseconds({ seconds: 1 }), longest: toMilliseconds({ seconds: 30 }) }

/**
 * Invokes a function with messages of a queue, as Lambda's pollers do ("Using Lambda with Amazon SQS", developer
 * guide).
 *
 * One loop fetches messages, so that waiting messages fill batches; batches are processed concurrently.
 */
export class SqsEventSource implements EventSource {
  readonly #account: Account
  readonly #queues: Queues
  readonly #queueArn: string
  readonly #functionArn: string
  readonly #function: () => LambdaFunction
  readonly #configuration: QueueMappingConfiguration
  readonly #scaling: PollerScaling
  readonly #turns: GroupTurns
  readonly #stopping = new AbortController()
  readonly #counts: EventCounts
  readonly #report: (result: string) => void

  /**
   * @param invoked returns the function, or throws `ResourceNotFoundException` if it was deleted
   * @param report called with the result of polling: `OK`, `PROBLEM: …`
   */
  constructor(
    services: { account: Account; queues: Queues; metrics: Metrics },
    mapping: { uuid: string; eventSourceArn: string; functionArn: string },
    invoked: () => LambdaFunction,
    configuration: QueueMappingConfiguration,
    report: (result: string) => void,
  ) {
    this.#account = services.account
    this.#queues = services.queues
    this.#queueArn = mapping.eventSourceArn
    this.#functionArn = mapping.functionArn
    this.#function = invoked
    this.#configuration = configuration
    this.#scaling = new PollerScaling(services.account.clock.wall, configuration.maximumConcurrency)
    this.#counts = new EventCounts(services.metrics, mapping.uuid, configuration.countsEvents)
    this.#report = report
    this.#turns = new GroupTurns(services.account.clock)
  }

  start(): void {
    void this.#poll()
  }

  /** Stops fetching; batches that were already fetched are processed. */
  stop(): void {
    this.#stopping.abort()
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.#scaling.room(signal)
      if (signal.aborted) return
      try {
        await this.#fetch()
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        this.#report(`PROBLEM: ${error.message}`)
        await sleep(this.#account.clock, REFUSED_WAIT_MS, signal)
      }
    }
  }

  async #fetch(): Promise<void> {
    const queue = this.#queues.byArn(this.#queueArn)
    const invoked = this.#function()
    const messages = await this.#collect(queue, invoked)
    if (messages.length === 0) return this.#scaling.quiet()
    this.#counts.add('PolledEventCount', messages.length)
    const receivedAt = this.#account.clock.now()
    const wanted = this.#filter(messages, queue, invoked)
    if (wanted.length === 0) return
    // An alias may have shifted while the queue was polled, and each batch draws its version anew.
    const drawn = this.#function()
    const leave = this.#scaling.enter()
    void this.#inTurn(wanted, queue, drawn, receivedAt).finally(leave)
  }

  /** Messages whose turn comes only when their visibility timeout is over are in the queue again. */
  async #inTurn(
    messages: readonly ReceivedMessage[],
    queue: QueuePort,
    invoked: LambdaFunction,
    receivedAt: number,
  ): Promise<void> {
    const visibleAgainAt = receivedAt + queue.visibilityTimeoutSeconds * 1000
    if (!queue.fifo) return this.#work(messages, queue, invoked, visibleAgainAt)
    const groups = new Set(messages.map(({ systemAttributes }) => systemAttributes.MessageGroupId ?? ''))
    await this.#turns.after(groups, visibleAgainAt, async () => {
      if (this.#account.clock.now() >= visibleAgainAt) return
      await this.#work(messages, queue, invoked, visibleAgainAt)
    })
  }

  /**
   * The available messages, up to the batch size. With a batching window, collects until the batch is full or the
   * window is over: "the window begins as soon as the first record is received".
   */
  async #collect(queue: QueuePort, { caller }: LambdaFunction): Promise<ReceivedMessage[]> {
    const { signal } = this.#stopping
    const { clock } = this.#account
    const { batchSize, batchingWindowSeconds } = this.#configuration
    const messages = await queue.receive(
      { maximum: batchSize, waitSeconds: LONG_POLL_SECONDS, signal },
      caller,
    )
    if (batchingWindowSeconds === 0 || messages.length === 0) return messages
    const end = clock.now() + batchingWindowSeconds * 1000
    while (messages.length < batchSize && clock.now() < end && !signal.aborted) {
      const waitSeconds = Math.min(LONG_POLL_SECONDS, (end - clock.now()) / 1000)
      messages.push(
        ...(await queue.receive({ maximum: batchSize - messages.length, waitSeconds, signal }, caller)),
      )
    }
    return messages
  }

  #filter(
    messages: readonly ReceivedMessage[],
    queue: QueuePort,
    invoked: LambdaFunction,
  ): readonly ReceivedMessage[] {
    const { filter } = this.#configuration
    if (!filter) return messages
    const wanted = messages.filter(filter)
    const others = messages.filter(message => !wanted.includes(message))
    this.#counts.add('FilteredOutEventCount', others.length)
    this.#delete(others, queue, invoked)
    return wanted
  }

  /** Processes the parts in sequence: later messages of a group must not overtake a failed one. */
  async #work(
    messages: readonly ReceivedMessage[],
    queue: QueuePort,
    invoked: LambdaFunction,
    visibleAgainAt: number,
  ): Promise<void> {
    for (const batch of this.#batches(messages, queue, invoked)) {
      const outcome = await this.#invoke(batch, invoked, visibleAgainAt)
      const failed = outcome ? this.#failed(batch, outcome) : new Set(ids(batch))
      const done = batch.messages.filter(({ messageId }) => !failed.has(messageId))
      const deleted = this.#delete(done, queue, invoked)
      this.#counts.add('FailedInvokeEventCount', failed.size)
      if (deleted) this.#counts.add('DeletedEventCount', done.length)
      if (done.length === 0) this.#report('PROBLEM: Function call failed')
      else if (deleted) this.#report('OK')
      if (queue.fifo && failed.size > 0) return
    }
  }

  /**
   * Messages that cannot be deleted become visible when their visibility timeout ends, and are processed again.
   *
   * @returns whether all messages were deleted; errors of SQS are reported
   */
  #delete(messages: readonly ReceivedMessage[], queue: QueuePort, { caller }: LambdaFunction): boolean {
    if (messages.length === 0) return true
    try {
      queue.delete(handles(messages), caller)
      return true
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#report(`PROBLEM: ${error.message}`)
      return false
    }
  }

  /** Messages of recursive loops come last: they fail, and nothing of their groups follows them. */
  #batches(messages: readonly ReceivedMessage[], { fifo }: QueuePort, invoked: LambdaFunction): SqsBatch[] {
    const { allowed, stopped } = withoutLoops(messages, invoked.recursiveLoops, fifo)
    return [allowed, stopped].flatMap(part =>
      sqsBatches(part, this.#queueArn, QUOTAS.synchronousPayloadBytes),
    )
  }

  /**
   * "Lambda continues to retry the message until the message's timestamp exceeds your queue's visibility timeout": then
   * it is back in the queue, with one more receive.
   *
   * A message that would continue a recursive loop goes back at once: Lambda "returns a RecursiveInvocationException to
   * the event source mapping. This increments the receiveCount value on the message. Lambda continues to retry the
   * message, and continues to block function invocations, until Amazon SQS determines that the maxReceiveCount is
   * exceeded and sends the message to the configured dead-letter queue." Without a dead-letter queue, it is tried until
   * its retention ends.
   */
  async #invoke(
    { messages, payload }: SqsBatch,
    invoked: LambdaFunction,
    visibleAgainAt: number,
  ): Promise<Outcome | undefined> {
    const { clock, random } = this.#account
    const links = messages.flatMap(({ systemAttributes: { AWSTraceHeader } }) => AWSTraceHeader ?? [])
    for (let wait = THROTTLED_WAIT.first; ; wait = Math.min(wait * 2, THROTTLED_WAIT.longest)) {
      this.#counts.add('InvokedEventCount', messages.length)
      try {
        const outcome = await invoked.invoke(random.uuid(), payload, {
          links,
          invokedArn: this.#functionArn,
        })
        this.#scaling.accepted()
        return outcome
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        if (error instanceof RecursiveInvocationError) return undefined
        this.#scaling.throttled()
        if (clock.now() + wait >= visibleAgainAt) return undefined
        await sleep(clock, wait, this.#stopping.signal)
        if (this.#stopping.signal.aborted) return undefined
      }
    }
  }

  #failed(batch: SqsBatch, { status, payload }: Outcome): ReadonlySet<string> {
    const all = new Set(ids(batch))
    if (status !== 'success') return all
    if (!this.#configuration.reportsItemFailures) return new Set()
    return batchItemFailures(JSON.parse(payload), all)
  }
}

function ids({ messages }: SqsBatch): string[] {
  return messages.map(({ messageId }) => messageId)
}

function handles(messages: readonly ReceivedMessage[]): string[] {
  return messages.map(({ receiptHandle }) => receiptHandle)
}
