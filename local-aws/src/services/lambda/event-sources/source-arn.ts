import { invalid, notSimulated } from '../errors.ts'
import type { MappingProperties } from './mapping-properties.ts'

/** What can feed a function. */
export const EVENT_SOURCES = ['SQS queues', 'Kinesis streams', 'registered consumers of Kinesis streams']

const STREAM = /^(arn:aws:kinesis:.*:stream\/[^/]+)(\/consumer\/[^/]+)?$/

/**
 * A queue, or "the ARN of the data stream or a stream consumer" (`EventSourceArn`).
 *
 * @throws AwsError `InvalidParameterValueException` where there is none, or of another source
 */
export function sourceArn({ EventSourceArn }: MappingProperties): string {
  if (!EventSourceArn) throw invalid('An event source mapping needs EventSourceArn.')
  if (isQueue(EventSourceArn) || STREAM.test(EventSourceArn)) return EventSourceArn
  throw notSimulated(`${EventSourceArn} as an event source, only ${EVENT_SOURCES.join(', ')}`)
}

export function isQueue(arn: string): boolean {
  return arn.startsWith('arn:aws:sqs:')
}

/** Whether it is of a consumer that is registered for enhanced fan-out. */
export function isConsumer(arn: string): boolean {
  return STREAM.exec(arn)?.[2] !== undefined
}

/** Of the stream that it is, or that it is a consumer of. */
export function streamArnOf(arn: string): string {
  return STREAM.exec(arn)?.[1] ?? arn
}
