import type { Caller } from '../../../identity/caller.ts'
import type { Buckets, Queues, Topics } from '../../../ports.ts'
import { invalid, notSimulated } from '../errors.ts'

/** The services that can be destinations of failed batches. */
export interface DestinationServices {
  readonly queues: Queues
  readonly topics: Topics
  readonly buckets: Buckets
}

/** The data about a batch that is given up. */
export interface FailedBatch {
  /** "Lambda sends … metadata about the failed batch" to a queue or topic. */
  readonly document: object
  /** The event as JSON text; only a bucket gets it. */
  readonly payload: string
  /** The object key in a bucket. */
  readonly key: string
}

/**
 * Checks an on-failure destination of a stream's mapping: "a standard SQS queue, a standard SNS topic, an S3 bucket"
 * (developer guide, "Retain discarded batch records for a Kinesis Data Streams event source").
 *
 * @throws AwsError `InvalidParameterValueException` for any other destination
 */
export function assertFailureDestination(arn: string | undefined): string | undefined {
  if (!arn) return undefined
  if (!/^arn:aws:(sqs|sns|s3):/.test(arn)) {
    throw notSimulated(`${arn} as an on-failure destination, only SQS queues, SNS topics and S3 buckets`)
  }
  if (!arn.endsWith('.fifo')) return arn
  throw invalid(`${arn} is FIFO: an on-failure destination is a standard queue or topic, or a bucket.`)
}

/** @throws AwsError the errors of `SendMessage`, `Publish` and `PutObject`, including denied access */
export async function sendToFailureDestination(
  { queues, topics, buckets }: DestinationServices,
  arn: string,
  { document, payload, key }: FailedBatch,
  caller: Caller,
): Promise<void> {
  const body = JSON.stringify(document)
  switch (arn.split(':')[2]) {
    case 'sqs':
      queues.byArn(arn).send({ body }, caller)
      return
    case 'sns':
      topics.publish(arn, { body }, caller)
      return
    default: {
      const bucket = arn.split(':::')[1] ?? ''
      await buckets.put(bucket, key, JSON.stringify({ ...document, payload }), caller)
    }
  }
}
