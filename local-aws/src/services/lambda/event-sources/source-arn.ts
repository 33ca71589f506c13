import { invalid, notSimulated } from '../errors.ts'
import type { MappingProperties } from './mapping-properties.ts'

/** The supported event sources. */
export const EVENT_SOURCES = ['SQS queues', 'Kinesis streams', 'registered consumers of Kinesis streams']

const STREAM = /^(arn:aws:kinesis:.*:stream\/[^/]+)(\/consumer\/[^/]+)?$/

/**
 * A queue, or "the ARN of the data stream or a stream consumer" (`EventSourceArn`).
 *
 * @throws AwsError `InvalidParameterValueException` if the ARN is missing or belongs to another source
 */
export function sourceArn({ EventSourceArn }: MappingProperties): string {
  if (!EventSourceArn) throw invalid('An event source mapping needs EventSourceArn.')
  if (isQueue(EventSourceArn) || STREAM.test(EventSourceArn)) return EventSourceArn
  throw notSimulated(`${EventSourceArn} as an event source, only ${EVENT_SOURCES.join(', ')}`)
}

export function isQueue(arn: string): boolean {
  return arn.startsWith('arn:aws:sqs:')
}

/** Whether the ARN belongs to a consumer that is registered for enhanced fan-out. */
export function isConsumer(arn: string): boolean {
  return STREAM.exec(arn)?.[2] !== undefined
}

/** The ARN of the stream, or of a consumer's stream. */
export function streamArnOf(arn: string): string {
  return STREAM.exec(arn)?.[1] ?? arn
}
