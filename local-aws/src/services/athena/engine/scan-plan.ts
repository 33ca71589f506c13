/** How a plan reads one table. */
export interface Scan {
  /** `READ_JSON`, `READ_CSV`, … */
  readonly reader: string
  /** The columns, and the fields of structs as `column.field`. */
  readonly columns: readonly string[]
  /** How many files the conditions leave; undefined for all. */
  readonly files: number | undefined
}

interface PlanNode {
  readonly name: string
  readonly children: readonly PlanNode[]
  readonly extra_info?: Readonly<Record<string, unknown>>
}

/** The scans in a plan of DuckDB's `EXPLAIN (FORMAT JSON)`. */
export function scansIn(plan: string): Scan[] {
  return (JSON.parse(plan) as PlanNode[]).flatMap(scansOf)
}

function scansOf({ name, children, extra_info: info = {} }: PlanNode): Scan[] {
  const below = children.flatMap(scansOf)
  if (info.Function === undefined) return below
  const files = /^(\d+)\/\d+$/.exec(String(info['Scanning Files'] ?? ''))?.[1]
  const columns = [info.Projections ?? []].flat().map(String)
  return [{ reader: name.trim(), columns, files: files === undefined ? undefined : Number(files) }, ...below]
}
