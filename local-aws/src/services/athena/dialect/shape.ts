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
const TIME_FUNCTIONS: Readonly<Record<string, 'date' | 'timestamp'>> = {
  date: 'date',
  date_parse: 'timestamp',
  from_iso8601_date: 'date',
  from_iso8601_timestamp: 'timestamp',
  from_unixtime: 'timestamp',
  last_day_of_month: 'date',
  now: 'timestamp',
  parse_datetime: 'timestamp',
}
const DOUBLE_FUNCTIONS = new Set(
  `avg cbrt corr covar_pop covar_samp cume_dist e exp geometric_mean infinity ln log log10 log2 nan percent_rank pi
   pow power sqrt stddev stddev_pop stddev_samp to_unixtime var_pop var_samp variance`.split(/\s+/),
)
/** Functions whose result has the type of their argument. */
const SAME_TYPE = new Set(['abs', 'ceil', 'coalesce', 'floor', 'max', 'min', 'nullif', 'round', 'sum'])
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
  if (kind === 'row') return undefined
  return kind === 'simple' ? 'scalar' : kind
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
  return timeKind(node) !== undefined
}

/** Which time an expression is, `time` where it is a date or a timestamp. */
export function timeKind(node: Expression): 'date' | 'timestamp' | 'time' | undefined {
  switch (node.kind) {
    case 'cast':
    case 'typed literal':
      return node.type.kind === 'simple' ? kindOfType(node.type.name) : undefined
    case 'current':
      return kindOfType(node.what.replace(/^current_|^local/, ''))
    case 'at time zone':
      return 'timestamp'
    case 'binary operator':
      return timeKind(node.left) ?? timeKind(node.right)
    case 'call':
      return kindOfCall(node)
    default:
      return undefined
  }
}

function kindOfType(name: string): 'date' | 'timestamp' | undefined {
  if (name === 'date') return 'date'
  return name.startsWith('timestamp') ? 'timestamp' : undefined
}

function kindOfCall({
  name,
  args,
}: Expression & { kind: 'call' }): 'date' | 'timestamp' | 'time' | undefined {
  const known = TIME_FUNCTIONS[name]
  if (known) return known
  const time = name === 'date_trunc' ? args[1] : name === 'date_add' ? args[2] : undefined
  if (time) return timeKind(time) ?? 'time'
  if (!['min', 'max', 'coalesce'].includes(name)) return undefined
  return args.map(timeKind).find(kind => kind !== undefined)
}

/** Whether an expression is a double, as far as it shows without the types of columns. */
export function isDouble(node: Expression): boolean {
  switch (node.kind) {
    case 'double':
      return true
    case 'cast':
    case 'typed literal':
      return node.type.kind === 'simple' && ['double', 'real'].includes(node.type.name)
    case 'minus':
    case 'plus':
      return isDouble(node.operand)
    case 'binary operator':
      return node.operator !== '||' && (isDouble(node.left) || isDouble(node.right))
    case 'call':
      return (
        DOUBLE_FUNCTIONS.has(node.name) || (SAME_TYPE.has(node.name) && node.args.slice(0, 1).some(isDouble))
      )
    default:
      return false
  }
}

/** Whether a divisor is known not to be zero. */
export function isNeverZero(node: Expression): boolean {
  if (node.kind === 'integer' || node.kind === 'decimal') return Number(node.text) !== 0
  const [, zero] = node.kind === 'call' && node.name === 'nullif' ? node.args : []
  return zero?.kind === 'integer' && Number(zero.text) === 0
}

/** Whether a literal or a cast makes this a decimal, unless a double comes to it. */
export function mayBeDecimal(node: Expression): boolean {
  switch (node.kind) {
    case 'decimal':
      return true
    case 'cast':
    case 'typed literal':
      return node.type.kind === 'simple' && node.type.name === 'decimal'
    case 'minus':
    case 'plus':
      return mayBeDecimal(node.operand)
    case 'binary operator':
      return mayBeDecimal(node.left) || mayBeDecimal(node.right)
    case 'call':
      return SAME_TYPE.has(node.name) && node.args.some(mayBeDecimal)
    default:
      return false
  }
}
