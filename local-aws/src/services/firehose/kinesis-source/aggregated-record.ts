import { createHash } from 'node:crypto'

/** "AWS" in the sense of the Kinesis Producer Library: what an aggregated record begins with. */
const MAGIC = 0xf3899ac2
const MAGIC_BYTES = 4
const DIGEST_BYTES = 16
/** The fields of the message `AggregatedRecord`, and of the `Record` messages in it. */
const PARTITION_KEYS = 1
const RECORDS = 3
const KEY_INDEX = 1
const DATA = 3

/** One of the user's records in an aggregated record. */
export interface UserRecord {
  readonly partitionKey: string
  readonly data: Buffer
}

interface ProtobufField {
  readonly number: number
  /** The bytes of a length-delimited field; undefined for numbers. */
  readonly bytes: Buffer | undefined
  /** The value of a number. */
  readonly value: number
}

/**
 * The records in a record of the Kinesis Producer Library: "Firehose de-aggregates the records before it delivers
 * them". The format is that of "KPL Aggregated Record Format": a magic number, a protobuf message and its MD5.
 *
 * @returns undefined for a record that is not aggregated, or whose digest is wrong
 */
export function deaggregated(data: Buffer): readonly UserRecord[] | undefined {
  if (data.length <= MAGIC_BYTES + DIGEST_BYTES || data.readUInt32BE() !== MAGIC) return undefined
  const message = data.subarray(MAGIC_BYTES, -DIGEST_BYTES)
  const digest = createHash('md5').update(message).digest()
  if (!digest.equals(data.subarray(-DIGEST_BYTES))) return undefined
  const fields = fieldsOf(message)
  const keys = bytesIn(fields, PARTITION_KEYS).map(key => key.toString())
  return bytesIn(fields, RECORDS).map(record => userRecord(fieldsOf(record), keys))
}

function userRecord(fields: readonly ProtobufField[], keys: readonly string[]): UserRecord {
  const index = fields.find(({ number }) => number === KEY_INDEX)?.value ?? 0
  return { partitionKey: keys[index] ?? '', data: bytesIn(fields, DATA)[0] ?? Buffer.alloc(0) }
}

function bytesIn(fields: readonly ProtobufField[], number: number): Buffer[] {
  return fields.flatMap(field => (field.number === number && field.bytes ? [field.bytes] : []))
}

/** The format has numbers (wire type 0) and length-delimited fields (2) alone; others end the reading. */
function fieldsOf(message: Buffer): ProtobufField[] {
  const fields: ProtobufField[] = []
  let at = 0
  const number = (): number => {
    let value = 0
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at++] as number
      value += (byte & 127) * factor
      if (byte < 128) break
    }
    return value
  }
  while (at < message.length) {
    const tag = number()
    const wireType = tag & 7
    if (wireType !== 0 && wireType !== 2) break
    const value = number()
    const bytes = wireType === 2 ? message.subarray(at, at + value) : undefined
    if (bytes) at += value
    fields.push({ number: tag >>> 3, bytes, value })
  }
  return fields
}
