import { translate } from '../../../../src/services/athena/dialect/translate.ts'
import { DialectRig, NOW } from './dialect-rig.ts'

const rig = new DialectRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** `VALUES` of three rows. */
const ROWS = "(VALUES (1, 'a'), (2, 'b'), (NULL, 'c')) AS t(n, s)"

/** @documented Athena User Guide, SELECT; Trino documentation, SELECT: what each statement gives */
test.each<[string, unknown[][]]>([
  ['VALUES 1, 2', [[1], [2]]],
  ["SELECT n, s FROM (VALUES (1, 'a')) AS t(n, s)", [[1, 'a']]],
  ['WITH a AS (SELECT 1 AS x), b(y) AS (SELECT x + 1 FROM a) SELECT y FROM b', [[2]]],
  ['WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x FROM b) SELECT * FROM a', [[1]]],
  [
    'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r ORDER BY n',
    [[1], [2], [3]],
  ],
  [`SELECT n FROM ${ROWS} ORDER BY n`, [[1], [2], [null]]],
  [`SELECT n FROM ${ROWS} ORDER BY n DESC`, [[2], [1], [null]]],
  [`SELECT n FROM ${ROWS} ORDER BY n DESC NULLS FIRST`, [[null], [2], [1]]],
  [`SELECT s FROM ${ROWS} ORDER BY s OFFSET 1 LIMIT 1`, [['b']]],
  [`SELECT s FROM ${ROWS} ORDER BY s FETCH FIRST 2 ROWS ONLY`, [['a'], ['b']]],
  [`SELECT s FROM ${ROWS} ORDER BY s OFFSET 2 ROWS FETCH NEXT ROW ONLY`, [['c']]],
  ['SELECT DISTINCT x FROM (VALUES 1, 1, 2) t(x) ORDER BY x', [[1], [2]]],
  ['SELECT 1 UNION SELECT 1', [[1]]],
  ['SELECT 1 UNION ALL SELECT 1', [[1], [1]]],
  ['(SELECT 1 UNION SELECT 2) INTERSECT SELECT 2', [[2]]],
  ['SELECT x FROM (VALUES 1, 2) t(x) EXCEPT SELECT 1', [[2]]],
  [`SELECT s FROM ${ROWS} WHERE n = (SELECT max(n) FROM ${ROWS})`, [['b']]],
  [`SELECT s FROM ${ROWS} WHERE n IN (SELECT 1 UNION SELECT 2) ORDER BY s`, [['a'], ['b']]],
  [`SELECT s FROM ${ROWS} WHERE EXISTS (SELECT 1 FROM (VALUES 2) u(m) WHERE u.m = t.n)`, [['b']]],
  ['SELECT x > ALL (SELECT 1) FROM (VALUES 2) t(x)', [[true]]],
  ['SELECT x = ANY (VALUES 1, 2) FROM (VALUES 2) t(x)', [[true]]],
  [
    'SELECT a.x, b.y FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES (2, 3)) b(x, y) ON a.x = b.x ORDER BY a.x',
    [
      [1, null],
      [2, 3],
    ],
  ],
  ['SELECT x, y, z FROM (VALUES (1, 2)) a(x, y) JOIN (VALUES (1, 3)) b(x, z) USING (x)', [[1, 2, 3]]],
  ['SELECT count(*) FROM (VALUES 1, 2) a(x) CROSS JOIN (VALUES 1, 2) b(y)', [['4']]],
  ['SELECT count(*) FROM (VALUES 1) a(x) FULL OUTER JOIN (VALUES 2) b(y) ON x = y', [['2']]],
  [
    'SELECT id, x FROM (VALUES (1, ARRAY[10, 20])) t(id, a) CROSS JOIN UNNEST(a) AS u(x) ORDER BY x',
    [
      [1, 10],
      [1, 20],
    ],
  ],
  [
    "SELECT x, n FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n) ORDER BY n",
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'SELECT a, b, n FROM UNNEST(ARRAY[1, 2], ARRAY[3, 4, 5]) WITH ORDINALITY AS t(a, b, n) ORDER BY n',
    [
      [1, 3, '1'],
      [2, 4, '2'],
      [null, 5, '3'],
    ],
  ],
  [
    "SELECT k, v FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS t(k, v) ORDER BY k",
    [
      ['a', 1],
      ['b', 2],
    ],
  ],
  [
    "SELECT item.s FROM (VALUES (ARRAY[CAST(ROW(7, 'x') AS ROW(id integer, s varchar))])) t(a), UNNEST(a) AS u(item)",
    [['x']],
  ],
  ["SELECT k, v FROM (VALUES (MAP(ARRAY['a'], ARRAY[1]))) t(m) CROSS JOIN UNNEST(m) AS u(k, v)", [['a', 1]]],
  [
    "SELECT k, v, x, n FROM (VALUES (MAP(ARRAY['a'], ARRAY[1]))) t(m), UNNEST(m, ARRAY[5]) WITH ORDINALITY AS u(k, v, x, n)",
    [['a', 1, 5, '1']],
  ],
  [
    'SELECT id, x FROM (VALUES (1, ARRAY[5]), (2, ARRAY[])) t(id, a) LEFT JOIN UNNEST(a) AS u(x) ON TRUE ORDER BY id',
    [
      [1, 5],
      [2, null],
    ],
  ],
  ['SELECT x FROM (VALUES 1) t(y), LATERAL (SELECT y + 1 AS x)', [[2]]],
  [
    'SELECT x % 2, sum(x) FROM (VALUES 1, 2, 3) t(x) GROUP BY 1 ORDER BY 1',
    [
      [0, '2'],
      [1, '4'],
    ],
  ],
  [
    'SELECT x, count(*) FROM (VALUES 1, 1, 2) t(x) GROUP BY GROUPING SETS ((x), ()) ORDER BY x',
    [
      [1, '2'],
      [2, '1'],
      [null, '3'],
    ],
  ],
  ['SELECT count(*) FROM (VALUES (1, 2)) t(x, y) GROUP BY CUBE (x, y)', [['1'], ['1'], ['1'], ['1']]],
  ['SELECT x FROM (VALUES 1, 1, 2) t(x) GROUP BY ROLLUP (x) HAVING count(*) = 3', [[null]]],
  [
    'SELECT x, sum(x) OVER w, lag(x, 1, 0) OVER w FROM (VALUES 1, 2) t(x) WINDOW w AS (ORDER BY x) ORDER BY x',
    [
      [1, '1', 0],
      [2, '3', 1],
    ],
  ],
  [
    'SELECT x, last_value(x) OVER (ORDER BY x ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM (VALUES 1, 2) t(x) ORDER BY x',
    [
      [1, 2],
      [2, 2],
    ],
  ],
  [
    'SELECT n, lag(n) IGNORE NULLS OVER (ORDER BY i) FROM (VALUES (1, 5), (2, NULL), (3, 6)) t(i, n) ORDER BY i',
    [
      [5, null],
      [null, 5],
      [6, 5],
    ],
  ],
  ['SELECT count(*) FILTER (WHERE x > 1) FROM (VALUES 1, 2, 3) t(x)', [['2']]],
  ['TABLE x', [[1]]],
])('%s', async (statement, rows) => {
  expect(await rig.withTable(statement, 'SELECT 1 AS x')).toEqual(rows)
})

/** @own not documented by AWS: the names of columns without one */
test.each<[string, string[]]>([
  ['SELECT 1, 2 AS Two, count(*)', ['_col0', 'two', '_col2']],
  ['SELECT t.a.b, a FROM (SELECT CAST(ROW(1) AS ROW(b integer)) AS a) t', ['b', 'a']],
  ['VALUES (1, 2)', ['_col0', '_col1']],
  ['SELECT *, x + 1 FROM (VALUES 1) t(x)', ['x', '_col?']],
])('the columns of %s', async (statement, names) => {
  expect(await rig.columns(statement)).toEqual(names)
})

/** @own the reading of statements */
test('tables are listed with how they are named, common tables are not', () => {
  const { tables } = translate(
    'WITH c AS (SELECT * FROM shop.Events e) SELECT * FROM c JOIN "AwsDataCatalog"."shop"."orders" ON TRUE, c.d',
    { now: NOW },
  )
  expect(tables).toEqual([
    {
      relation: '$table_1',
      database: 'shop',
      table: 'events',
      alias: 'e',
      position: { line: 1, column: 26 },
    },
    {
      relation: '$table_2',
      catalog: 'awsdatacatalog',
      database: 'shop',
      table: 'orders',
      alias: 'orders',
      position: { line: 1, column: 62 },
    },
    { relation: '$table_3', database: 'c', table: 'd', alias: 'd', position: { line: 1, column: 104 } },
  ])
})

/** @documented Trino documentation, SELECT: a column by its table and schema */
test('a column can be named with its database and table', async () => {
  const statement = 'SELECT shop.events.x, events.x, x FROM shop.events WHERE shop.events.x = 1'
  expect(await rig.withTable(statement, 'SELECT 1 AS x')).toEqual([[1, 1, 1]])
})

/** @documented Trino documentation, SELECT: an alias of the SELECT is none in WHERE and GROUP BY */
test('an alias of the SELECT hides no column in WHERE and GROUP BY', async () => {
  const statement =
    "SELECT lower(s) AS s, count(*) FROM (VALUES 'A', 'B') t(s) WHERE s = 'A' GROUP BY s ORDER BY s"
  expect(await rig.rows(statement)).toEqual([['a', '1']])
})

/**
 * @documented Athena User Guide, Parameterized queries: ExecutionParameters stand for question marks, in
 *   their order
 */
test('parameters stand in the order of their question marks', async () => {
  const statement = 'SELECT n FROM (VALUES 1, 2, 3) t(n) WHERE n BETWEEN ? AND ? ORDER BY n LIMIT ?'
  expect(await rig.rows(statement, ['2', '1 + 2', '1'])).toEqual([[2]])
})

/** @documented Athena User Guide, Parameterized queries: as many parameters as question marks */
test('parameters that are too few are refused', () => {
  expect(() => translate('SELECT ?, ?', { now: NOW, parameters: ['1'] })).toThrow(
    'INVALID_PARAMETER_USAGE: Incorrect number of parameters: expected 2 but found 1',
  )
})
