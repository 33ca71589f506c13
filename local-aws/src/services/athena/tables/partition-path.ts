import type { HiveField } from './hive-type.ts'

/** `hour=2026-11-29-10/region=eu`: the folder of a partition, as DuckDB reads the values of its columns. */
export function partitionPath(keys: readonly HiveField[], values: readonly string[]): string {
  return keys.map(({ name }, index) => `${encoded(name)}=${encoded(values[index] ?? '')}`).join('/')
}

/** `*` would be a pattern. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('*', '%2A')
}
