/**
 * Sequence numbers in the format of Kinesis since 2013: 186 bits in 56 decimal digits, so that the order of the texts
 * is the order of the numbers. AWS documents no layout; this one is what clients have found in numbers from AWS:
 *
 * | bits | meaning |
 * |---|---|
 * | 4 | 2 |
 * | 36 | when the shard was created, in seconds since the epoch |
 * | 4 | the last hexadecimal digit of the shard's index |
 * | 64 | a counter |
 * | 8 | 0 |
 * | 36 | when the record arrived, in seconds since the epoch |
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
/** A bit among the eight that are 0 in the number of a record. */
const BEHIND_RECORD = 1n << 72n
/** The counter of the end of a closed shard, which no record has. */
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

/** The parts of a sequence number; undefined for an invalid text. */
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

/** The position directly after a record; no record has this number. */
export function following(number: SequenceNumber): SequenceNumber {
  return (BigInt(number) + 1n).toString()
}

/**
 * The `ContinuationSequenceNumber` of a position: a number that no record has, so that AT and AFTER it continue with
 * the same record.
 */
export function continuation(position: SequenceNumber): SequenceNumber {
  const number = BigInt(position)
  const afterRecord = (number & 0xfn) !== VERSION
  return afterRecord ? ((number - 1n) | BEHIND_RECORD).toString() : position
}

function bits(number: bigint, from: bigint, count: number): bigint {
  return BigInt.asUintN(count, number >> from)
}
