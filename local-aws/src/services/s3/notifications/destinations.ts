import { AwsError } from '../../../aws-error.ts'
import type { ServiceCaller } from '../../../identity/caller.ts'
import type { Functions, Queues, Topics } from '../../../ports.ts'
import type { NotificationRule } from './notification-rule.ts'

/** The services that S3 can notify. */
export interface Notified {
  queues: Queues
  topics: Topics
  functions: Functions
}

type Destination = Pick<NotificationRule, 'kind' | 'arn'>

const SUBJECT = 'Amazon S3 Notification'

/** The queues, topics and functions that notifications go to. */
export class Destinations {
  readonly #notified: Notified

  constructor(notified: Notified) {
    this.#notified = notified
  }

  /** @throws AwsError the error of the destination */
  send({ kind, arn }: Destination, document: object, bucket: string, traceHeader: string | undefined): void {
    const { queues, topics, functions } = this.#notified
    const caller = callerFor(bucket)
    const body = JSON.stringify(document)
    if (kind === 'queue') queues.byArn(arn).send({ body, traceHeader }, caller)
    else if (kind === 'topic') topics.publish(arn, { subject: SUBJECT, body, traceHeader }, caller)
    else functions.invokeAsynchronously(arn, document, { caller, traceHeader })
  }

  /**
   * "When you configure an event notification … Amazon S3 … validates the destination": with a test message or, for a
   * function, by checking that it exists and allows S3 to invoke it.
   *
   * @returns the problem, if any
   */
  problemOf({ kind, arn }: Destination, testDocument: object, bucket: string): string | undefined {
    try {
      if (kind === 'function') this.#notified.functions.checkInvocable(arn, callerFor(bucket))
      else if (kind === 'queue' && this.#notified.queues.byArn(arn).fifo)
        return 'FIFO queues are not supported'
      else this.send({ kind, arn }, testDocument, bucket, undefined)
      return undefined
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return NOT_THERE.includes(error.code) ? `The destination ${kind} does not exist` : error.message
    }
  }
}

const NOT_THERE = ['QueueDoesNotExist', 'NotFound', 'NotFoundException', 'ResourceNotFoundException']

const callerFor = (bucket: string): ServiceCaller => ({
  kind: 'service',
  service: 's3.amazonaws.com',
  sourceArn: `arn:aws:s3:::${bucket}`,
})
