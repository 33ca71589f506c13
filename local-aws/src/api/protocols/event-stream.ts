import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { EventStreamCodec } from '@smithy/core/event-streams'
import { asAwsError } from '../../aws-error.ts'

/** One event of a stream: its member name and content. */
export interface StreamedEvent {
  type: string
  content: object
}

/** The result of an action whose output is an event stream. */
export class EventStream {
  readonly events: AsyncIterable<StreamedEvent>

  /** @param events the future events; if they throw an AwsError, it becomes the last event of the stream */
  constructor(events: AsyncIterable<StreamedEvent>) {
    this.events = events
  }
}

const codec = new EventStreamCodec(
  bytes => Buffer.from(bytes as Uint8Array).toString('utf8'),
  text => Buffer.from(text),
)

/**
 * Sends events in frames of `application/vnd.amazon.eventstream` until the client disconnects.
 *
 * @param contentType of the events
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export async function sendEventStream(
  response: ServerResponse,
  { events }: EventStream,
  { contentType, requestId, signal }: { contentType: string; requestId: string; signal: AbortSignal },
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-requestid': requestId,
  })
  // "The initial-response message … MUST be sent as the first message in the event stream" of an RPC protocol.
  response.write(eventFrame({ type: 'initial-response', content: {} }, contentType))
  try {
    for await (const event of events) {
      if (!response.write(eventFrame(event, contentType))) await once(response, 'drain', { signal })
    }
  } catch (error) {
    if (signal.aborted) return
    response.write(exceptionFrame(error, contentType))
  }
  response.end()
}

function eventFrame({ type, content }: StreamedEvent, contentType: string): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': type, ':content-type': contentType }, content)
}

function exceptionFrame(cause: unknown, contentType: string): Uint8Array {
  const { code, message, members } = asAwsError(cause)
  const headers = { ':message-type': 'exception', ':exception-type': code, ':content-type': contentType }
  return frame(headers, { message, ...members })
}

function frame(headers: Readonly<Record<string, string>>, content: object): Uint8Array {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }])
  return codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(JSON.stringify(content)) })
}
