import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import { sleep, toMilliseconds } from '../../clock.ts'
import type { MessageAttribute, Metrics, Queues } from '../../ports.ts'
import { type EventInvokeConfig, eventInvokeConfig } from './event-invoke-config.ts'
import { qualifiedArn } from './function-name.ts'
import type { InvokedFunction } from './functions.ts'
import type { ErrorDocument, Outcome } from './invocation.ts'
import type { LambdaFunction } from './lambda-function.ts'
import { RecursiveInvocationError } from './recursive-loops.ts'

/**
 * "A one-minute wait between the first two attempts, and two minutes between the second and third"
 * ("How Lambda handles errors and retries with asynchronous invocation", developer guide).
 */
const RETRY_WAITS = [toMilliseconds({ minutes: 1 }), toMilliseconds({ minutes: 2 })]
/** "The retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes." */
const THROTTLED_WAIT = { first: toMilliseconds({ seconds: 1 }), longest: toMilliseconds({ minutes: 5 }) }
/** "The first 1 KB of the error message" goes along to a dead-letter queue. */
const MAX_ERROR_MESSAGE_CHARACTERS = 1_024

interface Event {
  readonly function: LambdaFunction
  readonly invokedArn: string
  readonly requestId: string
  readonly payload: string
  readonly traceHeader: string | undefined
  readonly receivedAt: number
}

/** What came of the last attempt, if one was made. */
interface Result {
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded'
  invokeCount: number
  outcome: Outcome | undefined
  /** Why the last attempt was refused. */
  refusal: AwsError | undefined
}

/** Lambda's queue of events: invokes, retries, and gives up to destinations and dead-letter queues. */
export class AsynchronousInvocations {
  readonly #account: Account
  readonly #queues: Queues
  readonly #metrics: Metrics
  /** By qualified ARN. */
  readonly #configs = new Map<string, EventInvokeConfig>()
  readonly #closing = new AbortController()

  constructor(account: Account, queues: Queues, metrics: Metrics) {
    this.#account = account
    this.#queues = queues
    this.#metrics = metrics
  }

  configOf(invokedArn: string): EventInvokeConfig | undefined {
    return this.#configs.get(qualifiedArn(invokedArn))
  }

  configure(invokedArn: string, config: EventInvokeConfig): void {
    this.#configs.set(qualifiedArn(invokedArn), config)
  }

  /** @returns whether there was a configuration */
  unconfigure(invokedArn: string): boolean {
    return this.#configs.delete(qualifiedArn(invokedArn))
  }

  /** Accepts an event; the function works on it after this returns. */
  accept(
    { target, invokedArn }: InvokedFunction,
    requestId: string,
    payload: string,
    traceHeader?: string,
  ): void {
    const event = {
      function: target,
      invokedArn,
      requestId,
      payload,
      traceHeader,
      receivedAt: this.#account.clock.now(),
    }
    this.#put(event, 'AsyncEventsReceived')
    void this.#process(event)
  }

  close(): void {
    this.#closing.abort()
  }

  async #process(event: Event): Promise<void> {
    const config = this.configOf(event.invokedArn) ?? eventInvokeConfig({})
    const result = await this.#attempt(event, config)
    if (this.#closing.signal.aborted) return
    if (result.condition === 'Success') {
      if (config.onSuccess) this.#record(event, result, config.onSuccess)
      return
    }
    this.#put(event, 'AsyncEventsDropped')
    if (config.onFailure) this.#record(event, result, config.onFailure)
    const { deadLetterQueueArn } = event.function.configuration
    if (deadLetterQueueArn) this.#deadLetter(event, result, deadLetterQueueArn)
  }

  async #attempt(event: Event, config: EventInvokeConfig): Promise<Result> {
    const result: Result = {
      condition: 'EventAgeExceeded',
      invokeCount: 0,
      outcome: undefined,
      refusal: undefined,
    }
    let throttledWait = THROTTLED_WAIT.first
    while (!this.#closing.signal.aborted && !this.#isTooOld(event, config)) {
      try {
        result.invokeCount++
        const origin = { header: event.traceHeader, invokedArn: event.invokedArn }
        result.outcome = await event.function.invoke(event.requestId, event.payload, origin)
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        result.refusal = error
        if (isFinal(error, event.function)) return { ...result, condition: 'RetriesExhausted' }
        await this.#wait(throttledWait)
        throttledWait = Math.min(throttledWait * 2, THROTTLED_WAIT.longest)
        result.invokeCount--
        continue
      }
      if (result.outcome.status === 'success') return { ...result, condition: 'Success' }
      if (result.invokeCount > config.maximumRetryAttempts) {
        return { ...result, condition: 'RetriesExhausted' }
      }
      await this.#wait(RETRY_WAITS[result.invokeCount - 1] ?? 0)
    }
    return result
  }

  #isTooOld({ receivedAt }: Event, { maximumEventAgeSeconds }: EventInvokeConfig): boolean {
    return this.#account.clock.now() - receivedAt > maximumEventAgeSeconds * 1000
  }

  #wait(delayMs: number): Promise<void> {
    return sleep(this.#account.clock, delayMs, this.#closing.signal)
  }

  /** "Capturing records of Lambda asynchronous invocations", developer guide. */
  #record(event: Event, { condition, invokeCount, outcome }: Result, queueArn: string): void {
    const body = JSON.stringify({
      version: '1.0',
      timestamp: new Date(this.#account.clock.now()).toISOString(),
      requestContext: {
        requestId: event.requestId,
        functionArn: qualifiedArn(event.invokedArn),
        condition,
        approximateInvokeCount: invokeCount,
      },
      requestPayload: JSON.parse(event.payload),
      ...(outcome && {
        responseContext: {
          statusCode: 200,
          executedVersion: event.function.configuration.version,
          ...(outcome.status !== 'success' && { functionError: 'Unhandled' }),
        },
        responsePayload: JSON.parse(outcome.payload),
      }),
    })
    this.#send(event, queueArn, { body }, 'DestinationDeliveryFailures')
  }

  #deadLetter(event: Event, { outcome, refusal }: Result, queueArn: string): void {
    const message = outcome
      ? (JSON.parse(outcome.payload) as ErrorDocument).errorMessage
      : (refusal?.message ?? '')
    const attributes: Record<string, MessageAttribute> = {
      RequestID: { DataType: 'String', StringValue: event.requestId },
      ErrorCode: { DataType: 'Number', StringValue: String(outcome ? 200 : refusal?.statusCode) },
      ErrorMessage: { DataType: 'String', StringValue: message.slice(0, MAX_ERROR_MESSAGE_CHARACTERS) },
    }
    this.#send(event, queueArn, { body: event.payload, attributes }, 'DeadLetterErrors')
  }

  #send(
    event: Event,
    queueArn: string,
    message: { body: string; attributes?: Record<string, MessageAttribute> },
    failureMetric: string,
  ): void {
    const traceHeader = event.traceHeader
    try {
      this.#queues.byArn(queueArn).send({ ...message, traceHeader }, event.function.caller)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#put(event, failureMetric)
    }
  }

  #put(event: Event, name: string): void {
    const dimensions = { FunctionName: event.function.configuration.name }
    this.#metrics.put({ namespace: 'AWS/Lambda', name, dimensions, value: 1, unit: 'Count' })
  }
}

/**
 * Whether no later attempt is made. "Lambda also sends the event from the stopped invocation to your destination or
 * dead-letter queue" (Lambda, recursive loop detection); how often it tries before, and which `condition` the record
 * then has, is not public.
 */
function isFinal(refusal: AwsError, { reservedConcurrency }: LambdaFunction): boolean {
  return reservedConcurrency === 0 || refusal instanceof RecursiveInvocationError
}
