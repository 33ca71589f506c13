/** How a plan reads one table. */
export interface Scan {
  /** `READ_JSON`, `READ_CSV`, … */
  readonly reader: string
  /** The columns, and the fields of structs as `column.field`. */
  readonly columns: readonly string[]
  /** How many files the conditions leave; undefined for all. */
  readonly files: number | undefined
  /** The conditions that leave out files, as SQL. */
  readonly fileConditions: readonly string[]
  /** The conditions that its rows are filtered by, as SQL. */
  readonly conditions: readonly string[]
}

interface PlanNode {
  readonly name: string
  readonly children: readonly PlanNode[]
  readonly extra_info?: Readonly<Record<string, unknown>>
}

/** The scans in a plan of DuckDB's `EXPLAIN (FORMAT JSON)`. */
export function scansIn(plan: string): Scan[] {
  return (JSON.parse(plan) as PlanNode[]).flatMap(node => scansOf(node, []))
}

/** @param conditions those of the filters directly above */
function scansOf(node: PlanNode, conditions: readonly string[]): Scan[] {
  const { name, children, extra_info: info = {} } = node
  const below = children.flatMap(child => scansOf(child, conditionsBelow(node, conditions)))
  if (info.Function === undefined) return below
  const files = /^(\d+)\/\d+$/.exec(String(info['Scanning Files'] ?? ''))?.[1]
  return [
    {
      reader: name.trim(),
      columns: listed(info.Projections),
      files: files === undefined ? undefined : Number(files),
      fileConditions: listed(info['File Filters']),
      conditions,
    },
    ...below,
  ]
}

/** A projection of columns as they are changes neither rows nor names. */
function conditionsBelow(
  { name, extra_info: info = {} }: PlanNode,
  above: readonly string[],
): readonly string[] {
  // The plan splits a text at its line breaks.
  if (name.trim() === 'FILTER') return [...above, listed(info.Expression).join('\n')]
  const passesThrough =
    name.trim() === 'PROJECTION' && listed(info.Projections).every(column => /^#\d+$/.test(column))
  return passesThrough ? above : []
}

function listed(value: unknown): string[] {
  return [value ?? []].flat().map(String)
}
