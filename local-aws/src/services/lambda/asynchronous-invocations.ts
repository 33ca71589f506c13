import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import { sleep, toMilliseconds } from '../../clock.ts'
import type { Caller } from '../../identity/caller.ts'
import type { MessageAttribute, Metrics, Queues } from '../../ports.ts'
import { functionNotFound } from './errors.ts'
import { type EventInvokeConfig, eventInvokeConfig } from './event-invoke-config.ts'
import { qualifiedArn } from './function-name.ts'
import type { FunctionRegistry, InvokedFunction } from './functions.ts'
import type { ErrorDocument } from './invocation.ts'
import type { Completion, LambdaFunction } from './lambda-function.ts'
import { checkPayloadSize } from './payload-size.ts'
import { QUOTAS } from './quotas.ts'
import { RecursiveInvocationError } from './recursive-loops.ts'

/**
 * "A one-minute wait between the first two attempts, and two minutes between the second and third"
 * ("How Lambda handles errors and retries with asynchronous invocation", developer guide).
 */
const RETRY_WAITS = [toMilliseconds({ minutes: 1 }), toMilliseconds({ minutes: 2 })]
/** "The retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes." */
const THROTTLED_WAIT = { first: toMilliseconds({ seconds: 1 }), longest: toMilliseconds({ minutes: 5 }) }
/** A dead letter contains "the first 1 KB of the error message". */
const MAX_ERROR_MESSAGE_CHARACTERS = 1_024

interface Event {
  readonly function: LambdaFunction
  readonly invokedArn: string
  readonly requestId: string
  readonly payload: string
  readonly traceHeader: string | undefined
  readonly receivedAt: number
}

/** The result of the last attempt, if there was one. */
interface Result {
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded'
  invokeCount: number
  outcome: Completion | undefined
  /** The reason why the last attempt was refused. */
  refusal: AwsError | undefined
}

/**
 * Lambda's queue of events: invokes functions, retries, and sends events that failed to destinations and dead-letter
 * queues.
 */
export class AsynchronousInvocations {
  readonly #account: Account
  readonly #functions: FunctionRegistry
  readonly #queues: Queues
  readonly #metrics: Metrics
  /** By qualified ARN. */
  readonly #configs = new Map<string, EventInvokeConfig>()
  readonly #closing = new AbortController()

  constructor(account: Account, functions: FunctionRegistry, queues: Queues, metrics: Metrics) {
    this.#account = account
    this.#functions = functions
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

  /** Accepts an event and returns before the function processes it. */
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
  #record(event: Event, result: Result, destinationArn: string): void {
    const { condition, invokeCount, outcome } = result
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
    const { caller } = event.function
    const traceHeader = traceHeaderOf(event, result)
    this.#deliver(event, 'DestinationDeliveryFailures', () => {
      if (destinationArn.startsWith('arn:aws:lambda:'))
        this.#invoke(destinationArn, body, caller, traceHeader)
      else this.#queues.byArn(destinationArn).send({ body, traceHeader }, caller)
    })
  }

  #deadLetter(event: Event, result: Result, queueArn: string): void {
    const { outcome, refusal } = result
    const message = outcome
      ? (JSON.parse(outcome.payload) as ErrorDocument).errorMessage
      : (refusal?.message ?? '')
    const attributes: Record<string, MessageAttribute> = {
      RequestID: { DataType: 'String', StringValue: event.requestId },
      ErrorCode: { DataType: 'Number', StringValue: String(outcome ? 200 : refusal?.statusCode) },
      ErrorMessage: { DataType: 'String', StringValue: message.slice(0, MAX_ERROR_MESSAGE_CHARACTERS) },
    }
    const letter = { body: event.payload, attributes, traceHeader: traceHeaderOf(event, result) }
    this.#deliver(event, 'DeadLetterErrors', () =>
      this.#queues.byArn(queueArn).send(letter, event.function.caller),
    )
  }

  /** If the destination is a function, the record is its event. */
  #invoke(functionArn: string, record: string, caller: Caller, traceHeader: string | undefined): void {
    const invoked = this.#functions.resolve(functionArn)
    // A function in another region only has the same name.
    if (invoked.invokedArn !== functionArn) throw functionNotFound(functionArn)
    this.#account.authorization.check(caller, [{ action: 'lambda:InvokeFunction', resource: functionArn }])
    checkPayloadSize(Buffer.byteLength(record), QUOTAS.asynchronousPayloadBytes)
    this.accept(invoked, this.#account.random.uuid(), record, traceHeader)
  }

  /** "If Lambda can't send a record to a destination …, it sends a DestinationDeliveryFailures metric." */
  #deliver(event: Event, failureMetric: string, deliver: () => void): void {
    try {
      deliver()
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
 * The trace header for a destination or a dead-letter queue. It has the lineage of the last attempt, so that the
 * invocation counts in the chain of the functions that the message invokes.
 */
function traceHeaderOf({ traceHeader }: Event, { outcome }: Result): string | undefined {
  return outcome?.traceHeader ?? traceHeader
}

/**
 * Whether no more attempts are made. "Lambda also sends the event from the stopped invocation to your destination or
 * dead-letter queue" (Lambda, recursive loop detection); the number of attempts before that, and the `condition` of the
 * record, are not public.
 */
function isFinal(refusal: AwsError, { reservedConcurrency }: LambdaFunction): boolean {
  return reservedConcurrency === 0 || refusal instanceof RecursiveInvocationError
}
