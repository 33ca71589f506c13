import { createHash } from 'node:crypto'

/** "An MD5 hash function is used to map partition keys to 128-bit integer values." */
const KEY_SPACE = 1n << 128n

/** A shard's range of hash keys, both ends inclusive. */
export interface HashRange {
  readonly start: bigint
  readonly end: bigint
}

export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`)
}

export function isHashKey(value: bigint): boolean {
  return value >= 0n && value < KEY_SPACE
}

/** Divides all hash keys into `count` ranges of the same width; the last range also gets the remainder. */
export function evenRanges(count: number): HashRange[] {
  const width = KEY_SPACE / BigInt(count)
  return Array.from({ length: count }, (_, index) => ({
    start: width * BigInt(index),
    end: (index === count - 1 ? KEY_SPACE : width * BigInt(index + 1)) - 1n,
  }))
}
