import type { HiveType } from '../tables/hive-type.ts'
import type { SourceTable } from '../tables/source-table.ts'

/** Values that no query states. A condition that one of them meets is no equality. */
const TEXTS = ['\u0001', 'no query states this', '\u{10FFFF}']
const NUMBERS = ['-98', '57', '101']

/** Partitions of a table that a query leaves out, if it states the value of an injected column. */
export function injectionProbes({ files, partitionKeys }: SourceTable, column: string): string[][] {
  const index = partitionKeys.findIndex(({ name }) => name === column)
  const others =
    files.partitions.length > 0 ? files.partitions.map(({ values }) => values) : [partitionKeys.map(anyValue)]
  const probes = others.flatMap(values =>
    probesOf(partitionKeys[index]?.type).map(probe =>
      values.map((value, at) => (at === index ? probe : value)),
    ),
  )
  return [...new Map(probes.map(values => [JSON.stringify(values), values])).values()]
}

function probesOf(type: HiveType | undefined): readonly string[] {
  return isText(type) ? TEXTS : NUMBERS
}

function anyValue({ type }: { type: HiveType }): string {
  if (isText(type)) return ''
  return type.kind === 'scalar' && type.name === 'date' ? '1970-01-01' : '0'
}

function isText(type: HiveType | undefined): boolean {
  return type?.kind === 'scalar' && ['string', 'varchar', 'char'].includes(type.name)
}
