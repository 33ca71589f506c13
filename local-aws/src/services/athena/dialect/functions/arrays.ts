import { bind } from '../bind.ts'
import { notSimulated, QueryError } from '../query-error.ts'
import { isInterval, isTime, shapeOf } from '../shape.ts'
import { type Family, macro, type PrintedCall, same, scalar, type Translation } from './translation.ts'

export const ARRAYS: Family = {
  all_match: scalar(2, 2, ({ args: [array, lambda] }) => `trino_all(list_transform(${array}, ${lambda}))`),
  any_match: scalar(2, 2, ({ args: [array, lambda] }) => `trino_any(list_transform(${array}, ${lambda}))`),
  array_distinct: macro('array_distinct', 1),
  array_except: macro('array_except', 2),
  array_intersect: macro('array_intersect', 2),
  array_join: scalar(2, 3, ({ args: [array, ...rest] }) => {
    const texts = `list_transform(${array}, lambda x: trino_to_varchar(x))`
    return `trino_join(${[texts, ...rest].join(', ')})`
  }),
  array_max: macro('array_max', 1),
  array_min: macro('array_min', 1),
  array_position: macro('array_position', 2),
  array_remove: macro('array_remove', 2),
  array_sort: scalar(1, 2, ({ args: [array], call }) => {
    if (call.args.length > 1) throw notSimulated('array_sort with a lambda', call.at)
    return `list_sort(${array}, 'ASC', 'NULLS LAST')`
  }),
  array_union: macro('array_union', 2),
  arrays_overlap: macro('arrays_overlap', 2),
  cardinality: scalar(1, 1, ({ args: [value], call }) => {
    return call.args[0] && shapeOf(call.args[0]) === 'array' ? `len(${value})` : `trino_cardinality(${value})`
  }),
  concat: scalar(2, 127, ({ args }) => `(${args.join(' || ')})`),
  contains: macro('contains', 2),
  contains_sequence: macro('contains_sequence', 2),
  element_at: scalar(2, 2, ({ args: [container, key], call }) => {
    const index = call.args[1]
    if (index?.kind === 'integer' && Number(index.text) === 0)
      throw new QueryError('INVALID_FUNCTION_ARGUMENT', 'SQL array indices start at 1', call.at)
    return `(${container})[${key}]`
  }),
  filter: same('list_filter', 2),
  flatten: same('flatten', 1),
  none_match: scalar(
    2,
    2,
    ({ args: [array, lambda] }) => `NOT trino_any(list_transform(${array}, ${lambda}))`,
  ),
  reduce: scalar(4, 4, reduce),
  repeat: macro('repeat', 2),
  reverse: scalar(1, 1, ({ args: [value], call }) => {
    return call.args[0] && shapeOf(call.args[0]) === 'array' ? `list_reverse(${value})` : `reverse(${value})`
  }),
  sequence: scalar(2, 3, sequence),
  slice: macro('slice', 3),
  transform: same('list_transform', 2),
  trim_array: macro('trim_array', 2),
  zip: same('list_zip', 2, 5),
  zip_with: scalar(3, 3, call => {
    const pair = call.fresh()
    const body = call.body(2, [`${pair}[1]`, `${pair}[2]`])
    return `list_transform(list_zip(${call.argument(0)}, ${call.argument(1)}), lambda ${pair}: ${body})`
  }),
}

export const MAPS: Family = {
  map: scalar(0, 2, ({ args: [keys = '[]', values = '[]'] }) => `map(${keys}, ${values})`),
  map_concat: same('map_concat', 2, 127),
  map_entries: same('map_entries', 1),
  map_filter: entries(lambda => map => `map_from_entries(list_filter(${map}, ${lambda}))`),
  map_from_entries: same('map_from_entries', 1),
  map_keys: same('map_keys', 1),
  map_values: same('map_values', 1),
  transform_keys: entries(lambda => map => `trino_with_keys(${map}, list_transform(${map}, ${lambda}))`),
  transform_values: entries(lambda => map => `trino_with_values(${map}, list_transform(${map}, ${lambda}))`),
}

/** A function that applies a lambda to the entries of a map. */
function entries(print: (lambda: string) => (entries: string) => string): Translation {
  return scalar(2, 2, call => {
    const entry = call.fresh()
    const body = call.body(1, [`${entry}.key`, `${entry}.value`])
    return print(`lambda ${entry}: ${body}`)(`map_entries(${call.argument(0)})`)
  })
}

/**
 * DuckDB's `list_reduce` wants states and elements of one type: both are fields of a row here, the state of the
 * element that comes first.
 */
function reduce(call: PrintedCall): string {
  const [state, element, wrapped, start] = [call.fresh(), call.fresh(), call.fresh(), call.fresh()]
  const step = call.body(2, [`${state}.s`, `${element}.x`])
  const elements = `list_transform(${call.argument(0)}, lambda ${wrapped}: {'s': cast_to_type(NULL, ${start}), 'x': ${wrapped}})`
  const states = `list_prepend({'s': ${start}, 'x': cast_to_type(NULL, ${call.argument(0)}[1])}, ${elements})`
  const reduced = `list_reduce(${states}, lambda ${state}, ${element}: {'s': cast_to_type(${step}, ${state}.s), 'x': ${element}.x}).s`
  return `list_transform([${call.argument(1)}], lambda ${start}: ${call.body(3, [reduced])})[1]`
}

const MAX_SEQUENCE = 10_000
const TOO_LONG = `'INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than ${MAX_SEQUENCE} entries'`

function sequence({ args: [start = '', stop = '', step], call }: PrintedCall): string {
  const [first, last, by] = call.args
  const times = [first, last].some(each => each && isTime(each)) || (by !== undefined && isInterval(by))
  const [up, down] = times ? ["INTERVAL '1 day'", "INTERVAL '-1 day'"] : ['1', '-1']
  const seconds = (value: string) => (times ? `epoch(${value})` : value)
  return bind([start, stop], (from, to) => {
    const each = step ?? `CASE WHEN ${from} <= ${to} THEN ${up} ELSE ${down} END`
    const isLong = `(${seconds(to)} - ${seconds(from)}) / ${seconds(`(${each})`)} >= ${MAX_SEQUENCE}`
    const end = `CASE WHEN ${isLong} THEN cast_to_type(${TOO_LONG}, ${to}) ELSE ${to} END`
    const series = `generate_series(${from}, ${end}, ${each})`
    return times ? `list_transform(${series}, lambda _t: cast_to_type(_t, ${from}))` : series
  })
}
