import { notSimulated, QueryError } from '../query-error.ts'
import {
  aggregate,
  type Family,
  type PrintedCall,
  same,
  sameAggregate,
  type Translation,
} from './translation.ts'

export const AGGREGATES: Family = {
  any_value: sameAggregate('any_value', 1),
  approx_distinct: aggregate(1, 2, call => distinctCount(call)),
  approx_percentile: aggregate(2, 4, call => {
    if (call.args.length > 2)
      throw notSimulated('approx_percentile with a weight or an accuracy', call.call.at)
    return call.aggregate('quantile_disc', call.args)
  }),
  arbitrary: sameAggregate('any_value', 1),
  array_agg: sameAggregate('list', 1),
  avg: sameAggregate('avg', 1),
  bitwise_and_agg: sameAggregate('bit_and', 1),
  bitwise_or_agg: sameAggregate('bit_or', 1),
  bitwise_xor_agg: sameAggregate('bit_xor', 1),
  bool_and: sameAggregate('bool_and', 1),
  bool_or: sameAggregate('bool_or', 1),
  corr: sameAggregate('corr', 2),
  count: aggregate(0, 1, call => call.aggregate('count', call.args)),
  count_if: aggregate(1, 1, call => call.aggregate('count', [`CASE WHEN ${call.args[0]} THEN 1 END`])),
  covar_pop: sameAggregate('covar_pop', 2),
  covar_samp: sameAggregate('covar_samp', 2),
  every: sameAggregate('bool_and', 1),
  geometric_mean: sameAggregate('geomean', 1),
  grouping: same('grouping', 1, 63),
  histogram: aggregate(1, 1, call => `trino_counts(${call.aggregate('histogram', call.args)})`),
  kurtosis: sameAggregate('kurtosis', 1),
  listagg: aggregate(1, 2, call => {
    if (call.call.orderBy.length === 0)
      throw new QueryError('SYNTAX_ERROR', "mismatched input. Expecting: 'WITHIN'", call.call.at)
    return call.aggregate('string_agg', [call.args[0] ?? '', call.args[1] ?? "''"])
  }),
  map_agg: aggregate(2, 2, call => `trino_map_of(${call.aggregate('list', [pair(call)])})`),
  max: extreme('max'),
  max_by: by('arg_max'),
  min: extreme('min'),
  min_by: by('arg_min'),
  multimap_agg: aggregate(2, 2, call => `trino_multimap_of(${call.aggregate('list', [pair(call)])})`),
  regr_intercept: sameAggregate('regr_intercept', 2),
  regr_slope: sameAggregate('regr_slope', 2),
  stddev: sameAggregate('stddev_samp', 1),
  stddev_pop: sameAggregate('stddev_pop', 1),
  stddev_samp: sameAggregate('stddev_samp', 1),
  sum: aggregate(1, 1, sum),
  var_pop: sameAggregate('var_pop', 1),
  var_samp: sameAggregate('var_samp', 1),
  variance: sameAggregate('var_samp', 1),
}

export const WINDOW_FUNCTIONS: Family = {
  cume_dist: window(0),
  dense_rank: window(0),
  first_value: window(1),
  lag: window(1, 3),
  last_value: window(1),
  lead: window(1, 3),
  nth_value: window(2),
  ntile: window(1),
  percent_rank: window(0),
  rank: window(0),
  row_number: window(0),
}

function window(minimum: number, maximum = minimum): Translation {
  return {
    kind: 'window',
    minimum,
    maximum,
    print: call => call.aggregate(call.call.name, call.args),
  }
}

function extreme(name: string): Translation {
  return aggregate(1, 2, call => call.aggregate(name, call.args))
}

/** Trino's `min_by` may give a null value; DuckDB's passes over it, but for the form with `_null`. */
function by(name: string): Translation {
  return aggregate(2, 3, call => call.aggregate(call.args.length === 2 ? `${name}_null` : name, call.args))
}

/** An exact count is within any error that the caller allows. */
function distinctCount({ args, aggregate: print, call }: PrintedCall): string {
  if (call.distinct) throw notSimulated('approx_distinct of DISTINCT', call.at)
  return print('count', [`DISTINCT ${args[0]}`])
}

function pair({ args: [key, value] }: PrintedCall): string {
  return `{'k': ${key}, 'v': ${value}}`
}

/** DuckDB's sum of integers is wider than the BIGINT of Trino; other types stay as they are. */
function sum({ args, aggregate: print }: PrintedCall): string {
  return `cast_to_type(${print('sum', args)}, ${print('any_value', args)} + CAST(0 AS BIGINT))`
}
