import { bind } from './bind.ts'

/** Text that DuckDB fails to convert to a number: its error carries the text, and is no volatile function. */
const fail = (message: string) => `CAST(${message} AS BIGINT)`

const APPROXIMATE = "('DOUBLE', 'FLOAT')"

/** A divisor that fails at zero, but for a double. */
const divisor = `CASE
  WHEN b = 0 AND a IS NOT NULL AND typeof(a) NOT IN ${APPROXIMATE} AND typeof(b) NOT IN ${APPROXIMATE}
  THEN CAST('DIVISION_BY_ZERO: Division by zero' AS INTEGER) ELSE b END`

/** Has the type of a quotient: of integers, of doubles, or of decimals, with the larger scale of both. */
const quotient = '(a + b) * CAST(1 AS INTEGER) * CAST(1 AS INTEGER) * CAST(1 AS INTEGER)'

/** The longest text that is padded: DuckDB pads a character at a time, and cannot be interrupted. */
const MAX_PADDED = 10_000_000

/** The length of a padded text. */
const padded = `CASE
  WHEN size > ${MAX_PADDED} THEN ${fail(`'NOT_SUPPORTED: a text padded to more than ${MAX_PADDED} characters is not simulated by the local AWS'`)}
  WHEN size < 0 THEN ${fail("'INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]'")}
  ELSE size END`

/**
 * Macros, each with its overloads by number of arguments. None but `minus` depends on the type of a parameter: DuckDB
 * does not know it where an argument holds an aggregate or a column of an outer query. `typeof` and
 * `cast_to_type` do.
 */
const MACROS: Readonly<Record<string, readonly string[]>> = {
  // `//` divides integers as Trino does, and truly where one operand is no integer, but a double by zero is null.
  divide: [
    `(a, b) AS CASE WHEN typeof(a) IN ${APPROXIMATE} OR typeof(b) IN ${APPROXIMATE} THEN cast_to_type(a / b, ${quotient})
       ELSE cast_to_type(a // ${divisor}, ${quotient}) END`,
  ],
  // Trino gives a quotient of decimals the larger scale of both.
  decimal_divide: [`(a, b) AS cast_to_type(a // ${divisor}, a + b + CAST(0 AS DECIMAL(38, 0)))`],
  mod: [`(a, b) AS a % ${divisor}`],
  // Trino gives an interval between dates, DuckDB a number of days.
  minus: ['(a DATE, b DATE) AS CAST(a AS TIMESTAMP) - CAST(b AS TIMESTAMP), (a, b) AS a - b'],
  plus: ['(a, i) AS cast_to_type(a + i, a)'],
  trunc: ['(unit, a) AS cast_to_type(date_trunc(unit, a), a)'],
  parse_time: ["(text, pattern) AS date_trunc('millisecond', strptime(text, pattern))"],
  to_timestamp: [
    `(a) AS CASE
       WHEN typeof(a) = 'VARCHAR' AND NOT regexp_full_match(CAST(a AS VARCHAR), '\\s*[+-]?\\d+-\\d{1,2}-\\d{1,2}( \\d{1,2}:\\d{1,2}(:\\d{1,2}(\\.\\d+)?)?)?\\s*')
       THEN CAST('INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: ' || CAST(a AS VARCHAR) AS TIMESTAMP)
       ELSE CAST(a AS TIMESTAMP) END`,
  ],
  iso_date: [
    `(a) AS CASE
       WHEN regexp_full_match(a, '\\d{4}-W\\d{2}') THEN CAST(strptime(a || '-1', '%G-W%V-%u') AS DATE)
       WHEN regexp_full_match(a, '\\d{4}-W\\d{2}-\\d') THEN CAST(strptime(a, '%G-W%V-%u') AS DATE)
       WHEN regexp_full_match(a, '\\d{4}-\\d{3}') THEN CAST(strptime(a, '%Y-%j') AS DATE)
       ELSE CAST(a AS DATE) END`,
  ],
  iso_timestamp: [
    `(a) AS date_trunc('millisecond', CASE
       WHEN a IS NULL THEN NULL
       WHEN regexp_full_match(a, '\\d{4}-\\d{2}-\\d{2}(T\\d{2}(:\\d{2}(:\\d{2}([.,]\\d+)?)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?)?')
         THEN CAST(CASE
           WHEN regexp_full_match(a, '[^T]*T\\d{2}([^:0-9].*)?') THEN regexp_replace(a, 'T(\\d{2})', 'T\\1:00:00')
           WHEN regexp_full_match(a, '[^T]*T\\d{2}:\\d{2}([^:0-9].*)?') THEN regexp_replace(a, 'T(\\d{2}:\\d{2})', 'T\\1:00')
           ELSE replace(a, ',', '.') END AS TIMESTAMPTZ)
       ELSE CAST('INVALID_FUNCTION_ARGUMENT: Invalid format: "' || a || '"' AS TIMESTAMPTZ) END)`,
  ],
  to_iso8601: [
    `(a) AS CASE typeof(a)
       WHEN 'DATE' THEN strftime(a, '%Y-%m-%d')
       WHEN 'TIMESTAMP' THEN strftime(a, '%Y-%m-%dT%H:%M:%S.%g')
       ELSE strftime(a, '%Y-%m-%dT%H:%M:%S.%gZ') END`,
  ],
  whole: [
    `(a) AS CASE
       WHEN typeof(a) IN ${APPROXIMATE} THEN CAST(round(CAST(a AS DOUBLE)) AS BIGINT)
       WHEN typeof(a) = 'VARCHAR' AND NOT regexp_full_match(CAST(a AS VARCHAR), '[+-]?\\d+')
       THEN CAST('INVALID_CAST_ARGUMENT: Cannot cast ''' || CAST(a AS VARCHAR) || ''' to BIGINT' AS BIGINT)
       ELSE CAST(a AS BIGINT) END`,
  ],
  mantissa: ["(digits) AS digits[1] || '.' || CASE WHEN length(digits) > 1 THEN digits[2:] ELSE '0' END"],
  double_text: [
    `(a, t) AS CASE
       WHEN a = 0 THEN '0.0E0'
       WHEN isnan(a) THEN 'NaN'
       WHEN isinf(a) THEN CASE WHEN a > 0 THEN 'Infinity' ELSE '-Infinity' END
       ELSE CASE WHEN a < 0 THEN '-' ELSE '' END
         || trino_mantissa(rtrim(ltrim(regexp_replace(split_part(t, 'e', 1), '[-.]', '', 'g'), '0'), '0'))
         || 'E' || CAST(split_part(format('{:.16e}', a), 'e', 2) AS INTEGER) END`,
  ],
  to_varchar: [
    `(a) AS CASE
       WHEN typeof(a) IN ${APPROXIMATE} THEN trino_double_text(TRY_CAST(CAST(a AS VARCHAR) AS DOUBLE), CAST(a AS VARCHAR))
       WHEN typeof(a) = 'TIMESTAMP' THEN strftime(TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
       WHEN typeof(a) = 'TIMESTAMP WITH TIME ZONE'
       THEN strftime(TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%g UTC')
       WHEN typeof(a) = 'TIME' THEN strftime(DATE '2000-01-01' + TRY_CAST(CAST(a AS VARCHAR) AS TIME), '%H:%M:%S.%g')
       WHEN typeof(a) = 'JSON' THEN TRY_CAST(CAST(a AS VARCHAR) AS JSON) ->> '$'
       ELSE CAST(a AS VARCHAR) END`,
  ],
  substr: [
    '(a, start) AS CASE WHEN start = 0 OR abs(start) > length(a) THEN left(a, 0) ELSE substr(a, start) END',
    '(a, start, size) AS CASE WHEN start = 0 OR abs(start) > length(a) OR size <= 0 THEN left(a, 0) ELSE substr(a, start, size) END',
  ],
  split: [
    `(t, delimiter, size) AS CASE WHEN len(string_split(t, delimiter)) <= size THEN string_split(t, delimiter)
       ELSE list_append(string_split(t, delimiter)[1:size - 1], list_reduce(string_split(t, delimiter)[size:], lambda x, y: x || delimiter || y)) END`,
  ],
  split_part: [
    `(a, delimiter, i) AS CASE WHEN i < 1 THEN CAST(${fail("'INVALID_FUNCTION_ARGUMENT: Index must be greater than zero'")} AS VARCHAR)
       ELSE string_split(a, delimiter)[i] END`,
  ],
  split_to_map: [
    `(a, entry, separator) AS map_from_entries(list_transform(list_filter(string_split(a, entry), lambda x: x <> ''),
       lambda x: {'key': string_split(x, separator)[1], 'value': substr(x, strpos(x, separator) + length(separator))}))`,
  ],
  url_protocol: ["(u) AS nullif(regexp_extract(u, '^([A-Za-z][A-Za-z0-9+.-]*):', 1), '')"],
  url_host: [
    "(u) AS nullif(regexp_extract(u, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]*)', 1), '')",
  ],
  url_port: [
    "(u) AS CAST(nullif(regexp_extract(u, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?[^/?#:]*:(\\d+)', 1), '') AS BIGINT)",
  ],
  url_path: ["(u) AS regexp_extract(u, '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)', 1)"],
  url_query: ["(u) AS regexp_extract(u, '^[^?#]*\\?([^#]*)', 1)"],
  url_fragment: ["(u) AS regexp_extract(u, '#(.*)$', 1)"],
  url_parameter: [
    `(u, name) AS list_transform(
       list_filter(string_split(trino_url_query(u), '&'), lambda p: string_split(p, '=')[1] = name),
       lambda p: url_decode(replace(CASE WHEN contains(p, '=') THEN substr(p, strpos(p, '=') + 1) ELSE '' END, '+', ' ')))[1]`,
  ],
  json_extract: ['(j, path) AS CASE WHEN json_valid(j) THEN json_extract(j, path) END'],
  json_scalar: [
    `(j, path) AS CASE WHEN json_valid(j) AND coalesce(json_type(j, path), 'NULL') NOT IN ('OBJECT', 'ARRAY', 'NULL')
       THEN json_extract_string(j, path) END`,
  ],
  json_exists: [
    '(j, path) AS CASE WHEN j IS NULL THEN NULL WHEN json_valid(j) THEN json_exists(j, path) ELSE FALSE END',
  ],
  json_query: [
    `(j, path) AS CASE WHEN json_valid(j) AND json_type(j, path) IN ('OBJECT', 'ARRAY')
       THEN CAST(json_extract(j, path) AS VARCHAR) END`,
  ],
  json_size: [
    `(j, path) AS CASE json_type(j, path)
       WHEN 'OBJECT' THEN CAST(len(json_keys(j, path)) AS BIGINT)
       WHEN 'ARRAY' THEN CAST(json_array_length(j, path) AS BIGINT)
       WHEN NULL THEN NULL
       ELSE CASE WHEN json_type(j, path) IS NULL THEN NULL ELSE CAST(0 AS BIGINT) END END`,
  ],
  json_array_length: [
    "(j) AS CASE WHEN json_valid(j) AND json_type(j) = 'ARRAY' THEN CAST(json_array_length(j) AS BIGINT) END",
  ],
  json_array_get: [
    "(j, i) AS CASE WHEN json_valid(j) AND json_type(j) = 'ARRAY' THEN json_extract(j, '$[' || CASE WHEN i < 0 THEN '#' ELSE '' END || i || ']') END",
  ],
  json_array_contains: [
    `(j, x) AS CASE WHEN json_valid(j) AND json_type(j) = 'ARRAY'
       THEN list_contains(json_extract(j, '$[*]'), to_json(x)) END`,
  ],
  is_json_scalar: ["(j) AS json_type(j) NOT IN ('OBJECT', 'ARRAY')"],
  ceil: ['(a) AS cast_to_type(ceil(a), round(a))'],
  floor: ['(a) AS cast_to_type(floor(a), round(a))'],
  ln: [
    "(a) AS CASE WHEN a > 0 THEN ln(a) WHEN a = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN a < 0 THEN CAST('NaN' AS DOUBLE) END",
  ],
  ln_by: [
    "(a, r) AS CASE WHEN a > 0 THEN r WHEN a = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN a < 0 THEN CAST('NaN' AS DOUBLE) END",
  ],
  log10: ['(a) AS trino_ln_by(a, log10(CASE WHEN a > 0 THEN a END))'],
  log2: ['(a) AS trino_ln_by(a, log2(CASE WHEN a > 0 THEN a END))'],
  sqrt: ["(a) AS CASE WHEN a < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(CASE WHEN a >= 0 THEN a END) END"],
  random: [
    '() AS random()',
    '(n) AS CAST(floor(random() * n) AS BIGINT)',
    '(m, n) AS CAST(floor(m + random() * (n - m)) AS BIGINT)',
  ],
  round: ['(a) AS round(a)', '(a, places) AS cast_to_type(round(a, places), a + a - a)'],
  sign: ['(a) AS cast_to_type(sign(a), round(a))'],
  truncate: [
    '(a) AS trunc(CAST(a AS DOUBLE))',
    '(a, digits) AS trunc(CAST(a AS DOUBLE) * pow(10, digits)) / pow(10, digits)',
  ],
  width_bucket: [
    `(x, low, high, buckets) AS CAST(CASE
       WHEN low < high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN buckets + 1
         ELSE floor((CAST(x AS DOUBLE) - low) * buckets / (CAST(high AS DOUBLE) - low)) + 1 END
       ELSE CASE WHEN x > low THEN 0 WHEN x <= high THEN buckets + 1
         ELSE floor((CAST(low AS DOUBLE) - x) * buckets / (CAST(low AS DOUBLE) - high)) + 1 END END AS BIGINT)`,
  ],
  typeof: [
    `(a) AS CASE typeof(a)
       WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp(3) with time zone'
       WHEN 'TIMESTAMP' THEN 'timestamp(3)'
       WHEN 'FLOAT' THEN 'real'
       WHEN 'BLOB' THEN 'varbinary'
       WHEN '"NULL"' THEN 'unknown'
       ELSE CASE WHEN typeof(a) LIKE '%)[]' OR typeof(a) LIKE '%[][]' OR typeof(a) LIKE '%(%(%' OR typeof(a) LIKE 'STRUCT%'
         THEN CAST(CAST('NOT_SUPPORTED: typeof of nested types is not simulated by the local AWS' AS BIGINT) AS VARCHAR)
         ELSE regexp_replace(lower(regexp_replace(typeof(a), '(\\d),(\\d)', '\\1,\\2')), '(\\w+)\\[\\]', 'array(\\1)', 'g') END END`,
  ],
  subscript: [
    `(a, i) AS a[CASE
       WHEN a IS NULL OR i IS NULL THEN i
       WHEN typeof(a) LIKE 'MAP(%' AND typeof(a) NOT LIKE '%]' THEN
         CASE WHEN a[i] IS NOT NULL OR list_contains(json_keys(to_json(a)), CAST(i AS VARCHAR)) THEN i
         ELSE cast_to_type(${fail("'INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || CAST(i AS VARCHAR)")}, i) END
       WHEN TRY_CAST(CAST(i AS VARCHAR) AS BIGINT) = 0 THEN cast_to_type(${fail("'INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1'")}, i)
       WHEN TRY_CAST(CAST(i AS VARCHAR) AS BIGINT) < 0 THEN cast_to_type(${fail("'INVALID_FUNCTION_ARGUMENT: Array subscript is negative: ' || CAST(i AS VARCHAR)")}, i)
       WHEN a[i] IS NOT NULL OR TRY_CAST(CAST(i AS VARCHAR) AS BIGINT) <= json_array_length(to_json(a)) THEN i
       ELSE cast_to_type(${fail("'INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ' || CAST(i AS VARCHAR) || ' > ' || json_array_length(to_json(a))")}, i) END]`,
  ],
  cardinality: [
    `(a) AS CAST(CASE WHEN typeof(a) LIKE 'MAP(%' AND typeof(a) NOT LIKE '%]' THEN len(json_keys(to_json(a)))
       ELSE json_array_length(to_json(a)) END AS BIGINT)`,
  ],
  // Nulls count in three-valued logic: one undecided element leaves the whole undecided.
  any: [
    '(results) AS CASE WHEN results IS NULL THEN NULL WHEN list_contains(results, TRUE) THEN TRUE WHEN len(list_filter(results, lambda r: r IS NULL)) > 0 THEN NULL ELSE FALSE END',
  ],
  all: [
    '(results) AS CASE WHEN results IS NULL THEN NULL WHEN list_contains(results, FALSE) THEN FALSE WHEN len(list_filter(results, lambda r: r IS NULL)) > 0 THEN NULL ELSE TRUE END',
  ],
  has_null: ['(a) AS len(list_filter(a, lambda x: x IS NULL)) > 0'],
  contains: [
    '(a, x) AS CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN list_contains(a, x) THEN TRUE WHEN trino_has_null(a) THEN NULL ELSE FALSE END',
  ],
  first_seen: [
    `(a) AS list_filter(a, lambda x, i: CASE WHEN x IS NULL THEN NOT trino_has_null(a[1:i - 1])
       ELSE NOT list_contains(a[1:i - 1], x) END)`,
  ],
  newton: ['(a, root) AS root - (root * root * root - a) / (3 * root * root)'],
  // One step of Newton's method on DuckDB's root, which is off by a bit even for cubes.
  cbrt: ['(a) AS CASE WHEN a = 0 THEN 0e0 ELSE trino_newton(CAST(a AS DOUBLE), cbrt(a)) END'],
  array_distinct: ['(a) AS trino_first_seen(a)'],
  array_union: ['(a, b) AS trino_first_seen(list_concat(a, CASE WHEN a IS NOT NULL THEN b END))'],
  array_intersect: [
    '(a, b) AS CASE WHEN b IS NOT NULL THEN trino_first_seen(list_filter(a, lambda x: list_contains(b, x) OR (x IS NULL AND trino_has_null(b)))) END',
  ],
  array_except: [
    '(a, b) AS CASE WHEN b IS NOT NULL THEN trino_first_seen(list_filter(a, lambda x: NOT (list_contains(b, x) OR (x IS NULL AND trino_has_null(b))))) END',
  ],
  joined: [
    "(texts, delimiter) AS CASE WHEN len(texts) = 0 THEN '' ELSE list_reduce(texts, lambda x, y: x || delimiter || y) END",
  ],
  join: [
    '(texts, delimiter) AS trino_joined(list_filter(texts, lambda x: x IS NOT NULL), delimiter)',
    '(texts, delimiter, missing) AS trino_joined(list_transform(texts, lambda x: coalesce(x, missing)), delimiter)',
  ],
  array_max: ['(a) AS CASE WHEN NOT trino_has_null(a) THEN list_max(a) END'],
  array_min: ['(a) AS CASE WHEN NOT trino_has_null(a) THEN list_min(a) END'],
  array_position: [
    '(a, x) AS CASE WHEN a IS NOT NULL AND x IS NOT NULL THEN CAST(coalesce(list_position(a, x), 0) AS BIGINT) END',
  ],
  array_remove: ['(a, x) AS CASE WHEN x IS NOT NULL THEN list_filter(a, lambda e: e IS NULL OR e <> x) END'],
  arrays_overlap: [
    `(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN list_has_any(list_filter(a, lambda x: x IS NOT NULL), list_filter(b, lambda x: x IS NOT NULL)) THEN TRUE
       WHEN len(a) > 0 AND len(b) > 0 AND (trino_has_null(a) OR trino_has_null(b)) THEN NULL ELSE FALSE END`,
  ],
  contains_sequence: [
    '(a, s) AS len(s) = 0 OR len(list_filter(range(1, len(a) - len(s) + 2), lambda i: a[i:i + len(s) - 1] = s)) > 0',
  ],
  lpad: [`(a, size, filler) AS lpad(a, CAST(${padded} AS INTEGER), filler)`],
  rpad: [`(a, size, filler) AS rpad(a, CAST(${padded} AS INTEGER), filler)`],
  repeat: [
    `(x, n) AS list_transform(range(0, CASE WHEN n > 10000 THEN ${fail("'INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be less than or equal to 10000'")} ELSE n END), lambda i: x)`,
  ],
  slice: [
    `(a, start, size) AS CASE
       WHEN size < 0 THEN a[${fail("'INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0'")}:1]
       WHEN start = 0 THEN a[${fail("'INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1'")}:1]
       WHEN abs(start) > len(a) OR size = 0 THEN a[2:1]
       WHEN start > 0 THEN a[start:start + size - 1]
       ELSE a[len(a) + start + 1:len(a) + start + size] END`,
  ],
  trim_array: ['(a, n) AS a[1:len(a) - n]'],
  with_keys: [
    "(entries, keys) AS map_from_entries(list_transform(entries, lambda e, i: {'key': keys[i], 'value': e.value}))",
  ],
  with_values: [
    "(entries, results) AS map_from_entries(list_transform(entries, lambda e, i: {'key': e.key, 'value': results[i]}))",
  ],
  map_of: [
    `(pairs) AS map_from_entries(list_transform(
       list_distinct(list_transform(pairs, lambda p: p.k)),
       lambda key: {'key': key, 'value': list_filter(pairs, lambda p: p.k = key)[1].v}))`,
  ],
  multimap_of: [
    `(pairs) AS map_from_entries(list_transform(
       list_distinct(list_transform(pairs, lambda p: p.k)),
       lambda key: {'key': key, 'value': list_transform(list_filter(pairs, lambda p: p.k = key), lambda p: p.v)}))`,
  ],
  counts: [
    "(m) AS map_from_entries(list_transform(map_entries(m), lambda e: {'key': e.key, 'value': CAST(e.value AS BIGINT)}))",
  ],
}

/** Parameters that are always literals. */
const LITERALS = new Set(['path', 'pattern', 'places', 'unit'])

/** Binds the parameters of an overload that names one more than once, see {@link bind}. */
function bound(overload: string): string {
  const [, list = '', body = ''] = /^\(([^)]*)\) AS (.*)$/s.exec(overload) ?? []
  const parameters = list.split(', ').filter(each => each !== '' && !LITERALS.has(each))
  if (!parameters.some(each => uses(body, each) > 1)) return overload
  const written = bind(parameters, (...names) =>
    parameters.reduce(
      (text, parameter, index) => text.replace(whole(parameter), names[index] ?? parameter),
      body,
    ),
  )
  return `(${list}) AS ${written}`
}

function uses(body: string, parameter: string): number {
  return body.match(whole(parameter))?.length ?? 0
}

/** A parameter where it is a word of its own, outside string literals. */
function whole(parameter: string): RegExp {
  return new RegExp(`\\b${parameter}\\b(?=(?:[^']*'[^']*')*[^']*$)`, 'g')
}

/**
 * What a DuckDB connection runs once before the first translated statement: settings in which DuckDB counts as
 * Trino does, and the macros that translations call.
 */
export const PRELUDE: readonly string[] = [
  "SET TimeZone = 'UTC'",
  'SET ieee_floating_point_ops = true',
  ...Object.entries(MACROS).map(
    ([name, overloads]) => `CREATE OR REPLACE MACRO trino_${name}${overloads.map(bound).join(', ')}`,
  ),
]
