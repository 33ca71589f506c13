/**
 * Sequence numbers as Kinesis gives them out since 2013: 186 bits in 56 decimal digits, so that the order of texts is
 * the order of numbers. AWS documents no layout; this one is what clients have found in numbers of AWS:
 *
 * | bits | meaning |
 * |---|---|
 * | 4 | 2 |
 * | 36 | when the shard was made, in seconds since the epoch |
 * | 4 | the last hexadecimal digit of the shard's index |
 * | 64 | a counter |
 * | 8 | 0 |
 * | 36 | when the record came, in seconds since the epoch |
 * | 32 | the shard's index |
 * | 4 | the version, 2 |
 */
export type SequenceNumber = string

export interface SequenceNumberParts {
  shardIndex: number
  /** Seconds since the epoch. */
  shardMadeAt: number
  counter: bigint
  /** Seconds since the epoch. */
  writtenAt: number
}

const DIGITS = /^[0-9]{56}$/
const FIRST = 2n << 184n
const VERSION = 2n
/** In the eight bits that are 0 in the number of a record. */
const BEHIND_RECORD = 1n << 72n
/** What no record has: the end of a closed shard. */
export const LAST_COUNTER = 0x7fff_ffff_ffff_ffffn

export function sequenceNumber(parts: SequenceNumberParts): SequenceNumber {
  const shard = BigInt(parts.shardIndex)
  const number =
    FIRST |
    (BigInt(parts.shardMadeAt) << 148n) |
    ((shard & 0xfn) << 144n) |
    (parts.counter << 80n) |
    (BigInt(parts.writtenAt) << 36n) |
    (shard << 4n) |
    VERSION
  return number.toString()
}

/** What a sequence number says of its shard; undefined for a text that is none. */
export function parseSequenceNumber(text: string): SequenceNumberParts | undefined {
  if (!DIGITS.test(text)) return undefined
  const number = BigInt(text)
  if (number >> 184n !== 2n || (number & 0xfn) !== VERSION) return undefined
  return {
    shardIndex: Number(bits(number, 4n, 32)),
    shardMadeAt: Number(bits(number, 148n, 36)),
    counter: bits(number, 80n, 64),
    writtenAt: Number(bits(number, 36n, 36)),
  }
}

/** The position right after a record, which no record has. */
export function following(number: SequenceNumber): SequenceNumber {
  return (BigInt(number) + 1n).toString()
}

/**
 * What `ContinuationSequenceNumber` says of a position: a number that no record has, so that reading AT it and AFTER it
 * goes on at the same record.
 */
export function continuation(position: SequenceNumber): SequenceNumber {
  const number = BigInt(position)
  const afterRecord = (number & 0xfn) !== VERSION
  return afterRecord ? ((number - 1n) | BEHIND_RECORD).toString() : position
}

function bits(number: bigint, from: bigint, count: number): bigint {
  return BigInt.asUintN(count, number >> from)
}
