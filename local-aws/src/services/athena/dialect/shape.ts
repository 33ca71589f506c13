import type { Expression, TypeName } from './tree.ts'

export type Shape = 'array' | 'map' | 'scalar'

const ARRAY_FUNCTIONS = new Set(
  `array_agg array_distinct array_except array_intersect array_remove array_sort array_union filter flatten
   map_entries map_keys map_values regexp_extract_all regexp_split repeat sequence shuffle slice split transform
   trim_array zip zip_with`.split(/\s+/),
)
const MAP_FUNCTIONS = new Set(
  `histogram map map_agg map_concat map_filter map_from_entries map_union multimap_agg split_to_map
   transform_keys transform_values`.split(/\s+/),
)
const TIME_FUNCTIONS = new Set(
  `date date_add date_parse date_trunc from_iso8601_date from_iso8601_timestamp from_unixtime last_day_of_month
   now parse_datetime`.split(/\s+/),
)
const SCALARS = new Set(['boolean', 'string', 'integer', 'decimal', 'double', 'typed literal', 'interval'])

/** What an expression is, as far as it shows without the types of columns. */
export function shapeOf(node: Expression): Shape | undefined {
  if (SCALARS.has(node.kind)) return 'scalar'
  switch (node.kind) {
    case 'array':
      return 'array'
    case 'cast':
      return shapeOfType(node.type)
    case 'call':
      if (ARRAY_FUNCTIONS.has(node.name)) return 'array'
      if (MAP_FUNCTIONS.has(node.name)) return 'map'
      return ['coalesce', 'if', 'nullif', 'try', 'concat', 'reverse'].includes(node.name)
        ? shapeOfAny(node.args)
        : undefined
    case 'binary operator':
      return node.operator === '||' ? shapeOfAny([node.left, node.right]) : 'scalar'
    case 'case':
      return shapeOfAny(node.branches.map(branch => branch.result))
    default:
      return undefined
  }
}

function shapeOfAny(nodes: readonly Expression[]): Shape | undefined {
  const shapes = nodes.map(shapeOf)
  return shapes.find(each => each === 'array' || each === 'map')
}

function shapeOfType({ kind }: TypeName): Shape | undefined {
  return kind === 'array' || kind === 'map' ? kind : 'scalar'
}

export function isInterval(node: Expression): boolean {
  if (node.kind === 'interval') return true
  if (node.kind === 'minus' || node.kind === 'plus') return isInterval(node.operand)
  if (node.kind !== 'binary operator' || !'+-*/'.includes(node.operator)) return false
  if (node.operator === '*') return isInterval(node.left) || isInterval(node.right)
  return isInterval(node.left) && (node.operator === '/' || isInterval(node.right))
}

/** Whether an expression is a date or a timestamp, as far as it shows without the types of columns. */
export function isTime(node: Expression): boolean {
  switch (node.kind) {
    case 'cast':
    case 'typed literal':
      return node.type.kind === 'simple' && /^(date|timestamp)/.test(node.type.name)
    case 'current':
    case 'at time zone':
      return true
    case 'binary operator':
      return isTime(node.left) || isTime(node.right)
    case 'call':
      return (
        TIME_FUNCTIONS.has(node.name) ||
        (['min', 'max', 'coalesce'].includes(node.name) && node.args.some(isTime))
      )
    default:
      return false
  }
}
