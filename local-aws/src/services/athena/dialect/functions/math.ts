import { bind } from '../bind.ts'
import { type Family, macro, same, scalar } from './translation.ts'

export const MATH: Family = {
  abs: same('abs', 1),
  acos: same('acos', 1),
  asin: same('asin', 1),
  atan: same('atan', 1),
  atan2: same('atan2', 2),
  bitwise_and: scalar(2, 2, ({ args: [a, b] }) => `CAST((${a} & ${b}) AS BIGINT)`),
  bitwise_not: scalar(1, 1, ({ args: [a] }) => `CAST(~(${a}) AS BIGINT)`),
  bitwise_or: scalar(2, 2, ({ args: [a, b] }) => `CAST((${a} | ${b}) AS BIGINT)`),
  bitwise_xor: scalar(2, 2, ({ args: [a, b] }) => `CAST(xor(${a}, ${b}) AS BIGINT)`),
  cbrt: macro('cbrt', 1),
  ceil: macro('ceil', 1),
  ceiling: macro('ceil', 1),
  cos: same('cos', 1),
  cosh: same('cosh', 1),
  degrees: same('degrees', 1),
  e: scalar(0, 0, () => 'exp(1)'),
  exp: same('exp', 1),
  floor: macro('floor', 1),
  infinity: scalar(0, 0, () => "CAST('Infinity' AS DOUBLE)"),
  is_finite: same('isfinite', 1),
  is_infinite: same('isinf', 1),
  is_nan: same('isnan', 1),
  ln: macro('ln', 1),
  log: scalar(2, 2, ({ args: [base, value] }) => `(trino_ln(${value}) / trino_ln(${base}))`),
  log10: macro('log10', 1),
  log2: macro('log2', 1),
  mod: scalar(2, 2, ({ args: [a, b] }) => `trino_mod(${a}, ${b})`),
  nan: scalar(0, 0, () => "CAST('NaN' AS DOUBLE)"),
  pi: same('pi', 0),
  pow: scalar(2, 2, ({ args: [a, b] }) => `pow(CAST(${a} AS DOUBLE), CAST(${b} AS DOUBLE))`),
  power: scalar(2, 2, ({ args: [a, b] }) => `pow(CAST(${a} AS DOUBLE), CAST(${b} AS DOUBLE))`),
  radians: same('radians', 1),
  rand: macro('random', 0, 2),
  random: macro('random', 0, 2),
  round: macro('round', 1, 2),
  sign: macro('sign', 1),
  sin: same('sin', 1),
  sinh: same('sinh', 1),
  sqrt: macro('sqrt', 1),
  tan: same('tan', 1),
  tanh: same('tanh', 1),
  truncate: macro('truncate', 1, 2),
  width_bucket: macro('width_bucket', 4),
}

export const CONDITIONALS: Family = {
  coalesce: same('coalesce', 2, 1000),
  greatest: scalar(1, 127, ({ args }) => unlessNull('greatest', args)),
  if: scalar(2, 3, ({ args: [condition, then, otherwise = 'NULL'] }) => {
    return `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`
  }),
  least: scalar(1, 127, ({ args }) => unlessNull('least', args)),
  nullif: same('nullif', 2),
  try: same('TRY', 1),
  typeof: macro('typeof', 1),
  uuid: same('uuid', 0),
}

/** DuckDB's `greatest` and `least` pass over nulls; Trino's are null with any. */
function unlessNull(name: string, args: readonly string[]): string {
  return bind(args, (...names) => {
    const nulls = names.map(each => `${each} IS NULL`).join(' OR ')
    return `CASE WHEN ${nulls} THEN NULL ELSE ${name}(${names.join(', ')}) END`
  })
}
