import { translatedFunctions } from '../../../../src/services/athena/dialect/functions/catalogue.ts'
import { UNSIMULATED_FUNCTIONS } from '../../../../src/services/athena/dialect/functions/unsimulated.ts'
import { translate } from '../../../../src/services/athena/dialect/translate.ts'
import { DialectRig, NOW } from './dialect-rig.ts'

const rig = new DialectRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** @own functions of the engine that are none of Athena's */
test.each(['getenv', 'list_transform', 'read_csv', 'read_text', 'strftime', 'struct_pack', 'trino_divide'])(
  '%s of DuckDB is no function of Athena',
  async name => {
    expect(await rig.failure(`SELECT ${name}('x')`)).toBe(
      `FUNCTION_NOT_FOUND: line 1:8: Function '${name}' not registered`,
    )
  },
)

/** @own functions, refused as not simulated */
test.each([
  ['combinations', 'combinations(ARRAY[1, 2], 2)'],
  ['checksum', 'checksum(1)'],
  ['ngrams', 'ngrams(ARRAY[1, 2], 2)'],
  ['st_point', 'ST_Point(1, 2)'],
  ['json_object', "json_object('a': 1)"],
])('%s of Athena is refused by name', async (name, call) => {
  expect(await rig.failure(`SELECT ${call}`)).toBe(
    `NOT_SUPPORTED: line 1:8: the function ${name} is not simulated by the local AWS`,
  )
})

/** @documented Athena User Guide, SELECT; Trino documentation, SELECT: what is no part of the syntax */
test.each([
  ['SELECT * EXCLUDE (a) FROM t', "line 1:10: mismatched input 'EXCLUDE'"],
  ['SELECT * REPLACE (1 AS a) FROM t', "line 1:10: mismatched input 'REPLACE'"],
  ['FROM t', "line 1:1: mismatched input 'FROM'"],
  ['FROM t SELECT a', "line 1:1: mismatched input 'FROM'"],
  ['SELECT a FROM t QUALIFY row_number() OVER () = 1', "line 1:25: mismatched input 'row_number'"],
  ["SELECT '1'::integer", "line 1:11: mismatched input ':'"],
  ['SELECT [1, 2]', "line 1:8: mismatched input '['"],
  ["SELECT {'a': 1}", "line 1:8: mismatched input '{'"],
  ["SELECT * FROM 'events.csv'", "line 1:15: mismatched input ''events.csv''"],
  ["SELECT * FROM read_csv('events.csv')", "line 1:23: mismatched input '('"],
  ['SELECT a FROM t LIMIT 1 OFFSET 2', "line 1:25: mismatched input 'OFFSET'"],
  ['SELECT a FROM t ORDER BY ALL DESC NULLS', 'line 1:40: mismatched input'],
  ['PIVOT t ON a USING sum(b)', "line 1:1: mismatched input 'PIVOT'"],
  ["COPY t TO 'x.csv'", "line 1:1: mismatched input 'COPY'"],
  ["ATTACH 'x.db'", "line 1:1: mismatched input 'ATTACH'"],
  ['PRAGMA version', "line 1:1: mismatched input 'PRAGMA'"],
  ['SET threads = 1', "line 1:1: mismatched input 'SET'"],
  ['INSTALL httpfs', "line 1:1: mismatched input 'INSTALL'"],
  ['SELECT 1; SELECT 2', "line 1:11: mismatched input 'SELECT'"],
  ['SELECT `a` FROM t', 'line 1:8: backquoted identifiers are not supported'],
  ['SELECT "" FROM t', 'line 1:8: Zero-length delimited identifier not allowed'],
  ["SELECT 'a", "line 1:8: mismatched input ''a'"],
  ['SELECT\n  a,\nFROM t', "line 3:1: mismatched input 'FROM'"],
  ['SELECT a FROM t WHERE a = b = c', "line 1:29: mismatched input '='"],
  ['', "line 1:1: mismatched input '<EOF>'"],
])('%s is a syntax error', async (statement, message) => {
  expect(await rig.failure(statement)).toContain(message)
})

/** @own statements, refused as not simulated */
test.each(['CREATE', 'INSERT', 'SHOW', 'MSCK', 'UNLOAD', 'EXPLAIN'])(
  'the statement %s is refused by name',
  async word => {
    expect(await rig.failure(`${word} x`)).toBe(
      `NOT_SUPPORTED: the statement ${word} is not simulated by the local AWS`,
    )
  },
)

/** @own forms of statements, refused as not simulated */
test.each([
  ['SELECT * FROM t MATCH_RECOGNIZE (PATTERN (a))', 'MATCH_RECOGNIZE'],
  ['SELECT x FROM (VALUES 1) t(x) FETCH FIRST ROW WITH TIES', 'FETCH … WITH TIES'],
  ["SELECT json_extract('{}', '$.a[*]')", "the JSON path '$.a[*]' with a wildcard"],
  ["SELECT json_value('{}', 'strict $.a')", 'a JSON path in strict mode'],
  ["SELECT json_value('{}', 'lax $.a' DEFAULT 1 ON EMPTY)", 'json_value with DEFAULT'],
  ["SELECT date_format(now(), x) FROM (VALUES '%Y') t(x)", 'date_format with a pattern that is no literal'],
  ["SELECT now() AT TIME ZONE 'Europe/Berlin'", 'a value in another time zone than UTC'],
  ['SELECT approx_percentile(x, 2, 0.5) FROM (VALUES 1) t(x)', 'approx_percentile with a weight'],
  ['SELECT array_sort(ARRAY[1], (x, y) -> 1)', 'array_sort with a lambda'],
  ["SELECT regexp_like('a', 'a(?=b)')", 'the operator (?= of a regular expression'],
  ["SELECT CAST('a' AS char(3))", 'the type char'],
  ['SELECT k FROM UNNEST(MAP(ARRAY[1], ARRAY[2])) AS t(k, v, x)', 'Column alias list has 3 entries'],
])('%s is refused by name', async (statement, what) => {
  expect(await rig.failure(statement)).toContain(what)
})

/** @own not documented by AWS: the words of queries that fail */
test.each([
  ['SELECT nope FROM (VALUES 1) t(x)', "COLUMN_NOT_FOUND: Column 'nope' cannot be resolved"],
  ['SELECT t.nope FROM (VALUES 1) t(x)', "COLUMN_NOT_FOUND: Column 'nope' cannot be resolved"],
  ['SELECT u.x FROM (VALUES 1) t(x)', "COLUMN_NOT_FOUND: Column 'u' cannot be resolved"],
  ['SELECT x AS y FROM (VALUES 1) t(x) WHERE y = 1', "COLUMN_NOT_FOUND: Column 'y' cannot be resolved"],
  ['SELECT x AS y FROM (VALUES 1) t(x) GROUP BY y', "COLUMN_NOT_FOUND: Column 'y' cannot be resolved"],
  ['SELECT x + 1 AS y, y FROM (VALUES 1) t(x)', "COLUMN_NOT_FOUND: Column 'y' cannot be resolved"],
  ['SELECT x FROM (VALUES 1) t(x), (VALUES 2) u(x)', "AMBIGUOUS_NAME: Column 'x' is ambiguous"],
  ['SELECT x, count(*) FROM (VALUES 1) t(x)', "EXPRESSION_NOT_AGGREGATE: 'x' must be an aggregate"],
  ['SELECT x FROM (VALUES 1) t(x) WHERE count(*) > 1', 'EXPRESSION_NOT_SCALAR: WHERE clause cannot contain'],
  [
    'SELECT (SELECT x FROM (VALUES 1, 2) t(x))',
    'SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows',
  ],
  ['SELECT lower(1)', 'FUNCTION_NOT_FOUND: Unexpected parameters: lower(integer)'],
  ["SELECT 1 + 'a'", 'TYPE_MISMATCH: Cannot apply operator: +(integer, varchar)'],
  ["SELECT json_parse('nope')", "INVALID_FUNCTION_ARGUMENT: Cannot convert 'nope' to JSON"],
  ["SELECT date_parse('abc', '%Y')", 'INVALID_FUNCTION_ARGUMENT: Invalid format: "abc"'],
  ["SELECT from_iso8601_timestamp('soon')", 'INVALID_FUNCTION_ARGUMENT: Invalid format: "soon"'],
  ['SELECT sum(x) FROM (VALUES 9223372036854775807, 1) t(x)', 'NUMERIC_VALUE_OUT_OF_RANGE: Out of range'],
])('%s fails as in Athena', async (statement, message) => {
  expect(await rig.failure(statement)).toContain(message)
})

/** @own functions, refused as not simulated */
test('no function is both translated and refused', () => {
  expect(translatedFunctions().filter(name => UNSIMULATED_FUNCTIONS.has(name))).toEqual([])
})

/** @own the reading of statements */
test.each(["SELECT 'a\0b'", 'SELECT 1 AS "a\0b"', "SELECT U&'a\\0000b'"])(
  '%j has a character that ends statements',
  async query => {
    expect(() => translate(query, { now: NOW })).toThrow(
      'the character U+0000 in a statement is not simulated',
    )
  },
)
