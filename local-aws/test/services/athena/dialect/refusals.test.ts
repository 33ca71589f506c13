import { DialectRig } from './dialect-rig.ts'

const rig = new DialectRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

test.each(['getenv', 'list_transform', 'read_csv', 'read_text', 'strftime', 'struct_pack', 'trino_divide'])(
  '%s of DuckDB is no function of Athena',
  async name => {
    expect(await rig.failure(`SELECT ${name}('x')`)).toBe(
      `FUNCTION_NOT_FOUND: line 1:8: Function '${name}' not registered`,
    )
  },
)

test.each([
  ['combinations', 'combinations(ARRAY[1, 2], 2)'],
  ['checksum', 'checksum(1)'],
  ['ngrams', 'ngrams(ARRAY[1, 2], 2)'],
  ['st_point', 'ST_Point(1, 2)'],
  ['json_query', "json_query('{}', 'lax $.a')"],
])('%s of Athena is refused by name', async (name, call) => {
  expect(await rig.failure(`SELECT ${call}`)).toBe(
    `NOT_SUPPORTED: line 1:8: the function ${name} is not simulated by the local AWS`,
  )
})

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
  ["SELECT 'a", "line 1:8: mismatched input ''a'"],
  ['SELECT\n  a,\nFROM t', "line 3:1: mismatched input 'FROM'"],
  ['SELECT a FROM t WHERE a = b = c', "line 1:29: mismatched input '='"],
  ['', "line 1:1: mismatched input '<EOF>'"],
])('%s is a syntax error', async (statement, message) => {
  expect(await rig.failure(statement)).toContain(message)
})

test.each(['CREATE', 'INSERT', 'SHOW', 'MSCK', 'UNLOAD', 'EXPLAIN'])(
  'the statement %s is refused by name',
  async word => {
    expect(await rig.failure(`${word} x`)).toBe(
      `NOT_SUPPORTED: the statement ${word} is not simulated by the local AWS`,
    )
  },
)
