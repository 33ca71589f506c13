/** AWS ignores what stands before the hyphen, and how many zeros lead: `0`, `shardId-0` and `x-00` are one shard. */
const SPELLING = /^(?:[^-]*-)?(\d+)$/
const MAX_INDEX = 2 ** 31 - 1

/** `shardId-000000000007` */
export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}

/** The index that a request names a shard by; undefined for what can be the id of none. */
export function shardIndexOf(spelling: string): number | undefined {
  const [, digits] = SPELLING.exec(spelling) ?? []
  const index = Number(digits)
  return index <= MAX_INDEX ? index : undefined
}
