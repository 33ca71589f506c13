import { expiredIterator, invalidArgument } from './errors.ts'
import type { SequenceNumber } from './sequence-number.ts'

/** The content of a shard iterator, which is opaque to clients. */
export interface ShardIterator {
  streamName: string
  /** When the stream was created, in ms since the epoch. It identifies the stream among others of the same name. */
  streamCreatedAt: number
  shardId: string
  /** The sequence number of the first record to read, or a lower number. */
  from: SequenceNumber
  /** Makes the text of each iterator unique, even at the same position. */
  serial: number
}

/** "A shard iterator expires 5 minutes after it is returned to the requester." */
const LIFETIME_MS = 300_000
/** The first bytes of iterators from AWS. */
const PREFIX = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1])
const CONTENT = /^(\d+)\/([\w.-]+)\/(\d+)\/(shardId-\d{12})\/(\d{56})\/(\d+)$/

/** @param now in ms since the epoch */
export function writeIterator(iterator: ShardIterator, now: number): string {
  const { streamName, streamCreatedAt, shardId, from, serial } = iterator
  const content = [now, streamName, streamCreatedAt, shardId, from, serial].join('/')
  return Buffer.concat([PREFIX, Buffer.from(content)]).toString('base64')
}

/**
 * @param quoted the iterator, possibly in quotation marks, which AWS also accepts
 * @param now in ms since the epoch
 * @throws AwsError `InvalidArgumentException`, `ExpiredIteratorException`
 */
export function readIterator(quoted: string, now: number): ShardIterator {
  const text = /^"(.*)"$/.exec(quoted)?.[1] ?? quoted
  const bytes = Buffer.from(text, 'base64')
  const [, issuedAt, streamName, streamCreatedAt, shardId, from, serial] =
    CONTENT.exec(bytes.subarray(PREFIX.length).toString()) ?? []
  const genuine = bytes.subarray(0, PREFIX.length).equals(PREFIX) && bytes.toString('base64') === text
  if (!genuine || streamName === undefined || shardId === undefined || from === undefined) {
    throw invalidArgument('Invalid ShardIterator.')
  }
  checkFresh(Number(issuedAt), now)
  return { streamName, streamCreatedAt: Number(streamCreatedAt), shardId, from, serial: Number(serial) }
}

function checkFresh(issuedAt: number, now: number): void {
  if (now - issuedAt <= LIFETIME_MS) return
  throw expiredIterator(
    `The iterator was created at time ${dateOf(issuedAt)} while right now it is ${dateOf(now)} which is further in the future than the tolerated delay of ${LIFETIME_MS} milliseconds.`,
  )
}

/** `Thu Jan 01 00:05:00 UTC 2026` */
function dateOf(time: number): string {
  const [weekday, day, month, year, hours] = new Date(time).toUTCString().split(/,? /)
  return `${weekday} ${month} ${day} ${hours} UTC ${year}`
}
