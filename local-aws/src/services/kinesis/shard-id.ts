/**
 * AWS ignores the text before the hyphen and the number of leading zeros: `0`, `shardId-0` and `x-00` are the same
 * shard.
 */
const SPELLING = /^(?:[^-]*-)?(\d+)$/
const MAX_INDEX = 2 ** 31 - 1

/** `shardId-000000000007` */
export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}

/** The index of the shard that a request names; undefined for a text that is not a shard id. */
export function shardIndexOf(spelling: string): number | undefined {
  const [, digits] = SPELLING.exec(spelling) ?? []
  const index = Number(digits)
  return index <= MAX_INDEX ? index : undefined
}
