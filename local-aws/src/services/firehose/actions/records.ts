import type { Actions } from '../../../api/service-api.ts'
import type { Keys } from '../../../ports.ts'
import type { DeliveryStream } from '../delivery-stream.ts'
import type { DeliveryStreams } from '../delivery-streams.ts'
import { invalidArgument, slowDown, streamNotFound } from '../errors.ts'
import { useStreamKey } from '../stream-encryption.ts'

interface RecordInput {
  /** Base64. */
  Data: string
}

/** "Up to 4 MiB for the entire request" (PutRecordBatch). */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024
const RECORD_ID_DIGITS = 56

/** The actions of producers. */
export function recordActions(streams: DeliveryStreams, keys: Keys): Actions {
  const { account } = streams
  const recordId = () => account.random.hex(RECORD_ID_DIGITS)

  /** @throws AwsError for a stream that takes no records now */
  function writable(name: string): DeliveryStream {
    const stream = streams.byName(name)
    if (stream.source.type !== 'DirectPut') {
      throw invalidArgument(`This operation is not permitted on ${stream.source.type} delivery stream type.`)
    }
    if (stream.status === 'CREATING') throw streamNotFound(name, account.id)
    useStreamKey(keys, stream.encryption)
    if (!stream.limits.request()) throw slowDown()
    return stream
  }

  /** What is beyond the throughput of the stream is left out. */
  function accepted(stream: DeliveryStream, data: readonly Buffer[]): ReadonlySet<Buffer> {
    const taken = data.filter(bytes => stream.limits.record(bytes.length))
    const arrivedAt = account.clock.now()
    // A stream that is being deleted may accept records, "but it doesn't make any guarantees".
    if (stream.status === 'ACTIVE') {
      stream.pipeline.add(taken.map(bytes => ({ data: bytes, arrivedAt, origin: undefined })))
    }
    stream.metrics.put('ThrottledRecords', data.length - taken.length, 'Count')
    return new Set(taken)
  }

  return {
    PutRecord(input: { DeliveryStreamName: string; Record: RecordInput }) {
      const stream = writable(input.DeliveryStreamName)
      const data = Buffer.from(input.Record.Data, 'base64')
      if (accepted(stream, [data]).size === 0) throw slowDown()
      stream.metrics.incoming('PutRecord', 1, data.length)
      return { RecordId: recordId(), Encrypted: stream.encryption.status === 'ENABLED' }
    },

    PutRecordBatch(input: { DeliveryStreamName: string; Records: RecordInput[] }) {
      const stream = writable(input.DeliveryStreamName)
      const data = input.Records.map(({ Data }) => Buffer.from(Data, 'base64'))
      checkSize(data)
      const taken = accepted(stream, data)
      stream.metrics.incoming('PutRecordBatch', taken.size, bytesOf([...taken]))
      return {
        FailedPutCount: data.length - taken.size,
        Encrypted: stream.encryption.status === 'ENABLED',
        RequestResponses: data.map(bytes => (taken.has(bytes) ? { RecordId: recordId() } : throttled())),
      }
    },
  }
}

function checkSize(data: readonly Buffer[]): void {
  const bytes = bytesOf(data)
  if (bytes <= MAX_REQUEST_BYTES) return
  throw invalidArgument(`Records size exceeds 4 MB limit: ${bytes} bytes. Send them in several requests.`)
}

function throttled() {
  const { code, message } = slowDown()
  return { ErrorCode: code, ErrorMessage: message }
}

function bytesOf(data: readonly Buffer[]): number {
  return data.reduce((sum, { length }) => sum + length, 0)
}
