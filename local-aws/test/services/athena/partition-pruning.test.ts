import { AthenaRig, HOURLY } from './athena-rig.ts'

const rig = new AthenaRig()
/** The compressed size of each hour of 2026-11-29 up to 12. */
const sizes: number[] = []

beforeAll(async () => {
  await rig.open()
  await rig.table(
    'events',
    { id: 'string', time: 'string' },
    { partitionKeys: { hour: 'string' }, parameters: HOURLY },
  )
  for (let hour = 0; hour <= 12; hour++) {
    const name = `2026-11-29-${String(hour).padStart(2, '0')}`
    sizes.push(await rig.put(`events/hour=${name}/a.json.gz`, [{ id: `event ${hour}`, time: `${name}:30` }]))
  }
  // In no partition of the projection: after now, before the range, and no hour.
  await rig.put('events/hour=2026-11-29-13/a.json.gz', [{ id: 'later' }])
  await rig.put('events/hour=2026-10-31-23/a.json.gz', [{ id: 'earlier' }])
  await rig.put('events/hour=2026-11-29/a.json.gz', [{ id: 'a day' }])
  await rig.put('events/elsewhere/a.json.gz', [{ id: 'elsewhere' }])
})
afterAll(() => rig.close())

/** The bytes of hours of the day. */
function bytesOf(...hours: number[]): number {
  return hours.reduce((sum, hour) => sum + (sizes[hour] as number), 0)
}

const ALL = Array.from({ length: 13 }, (_, hour) => hour)
const ids = (...hours: number[]) => hours.map(hour => [`event ${hour}`])

/**
 * @documented Athena User Guide, Partition your data: a condition on partition columns restricts what is
 *   scanned
 */
test.each([
  ['=', "hour = '2026-11-29-10'", [10]],
  ['IN', "hour IN ('2026-11-29-03', '2026-11-29-10', '2026-11-29-77')", [3, 10]],
  ['BETWEEN', "hour BETWEEN '2026-11-29-10' AND '2026-11-29-11'", [10, 11]],
  ['>=', "hour >= '2026-11-29-11'", [11, 12]],
  ['<', "hour < '2026-11-29-02' AND hour > '2026'", [0, 1]],
  ['<>', "hour <> '2026-11-29-10'", ALL.filter(hour => hour !== 10)],
  ['LIKE', "hour LIKE '%-1_'", [10, 11, 12]],
  ['OR', "hour = '2026-11-29-10' OR substr(hour, 12) = '05'", [5, 10]],
  ['NOT', "NOT (hour > '2026-11-29-00')", [0]],
  ['a function of the column', "concat(hour, ':00') = '2026-11-29-07:00'", [7]],
  ['functions of now', "hour >= date_format(now() - INTERVAL '1' HOUR, '%Y-%m-%d-%H')", [11, 12]],
  ['a cast', 'CAST(substr(hour, 12, 2) AS integer) = 10', [10]],
  [
    'a cast and another column',
    "CAST(substr(hour, 12) AS integer) IN (3, 4) AND id <> ')''' AND length(id) > 1",
    [3, 4],
  ],
  ['date_parse', "date_parse(hour, '%Y-%m-%d-%H') >= TIMESTAMP '2026-11-29 11:00:00'", [11, 12]],
  [
    'an alternative of casts',
    "CAST(substr(hour, 12) AS integer) = 2 OR date_parse(hour, '%Y-%m-%d-%H') = TIMESTAMP '2026-11-29 08:00:00'",
    [2, 8],
  ],
  ['another column beside it', "hour = '2026-11-29-10' AND id LIKE 'event%'", [10]],
])('a condition with %s leaves the partitions that it names', async (_, condition, hours) => {
  const { rows, scanned } = await rig.results(
    `SELECT id FROM events WHERE ${condition} ORDER BY length(id), id`,
  )
  expect(rows.slice(1)).toEqual(ids(...hours))
  expect(scanned).toBe(bytesOf(...hours))
})

/**
 * @documented Athena User Guide, Partition your data: a condition on partition columns restricts what is
 *   scanned
 */
test.each([
  ['of no partition', "hour = '2026-11-29-13'", 0],
  ['that is never true', 'hour IS NULL', 0],
])('a condition %s reads nothing', async (_, condition, bytes) => {
  const { rows, scanned } = await rig.results(`SELECT id FROM events WHERE ${condition}`)
  expect(rows).toHaveLength(1)
  expect(scanned).toBe(bytes)
})

/**
 * @documented Athena User Guide, Partition your data: without a condition on partition columns all of it is
 *   scanned
 */
test.each([
  ['no condition', 'SELECT count(*) FROM events'],
  ['a condition of chance', 'SELECT count(*) FROM events WHERE random() < 2 OR hour IS NULL'],
  [
    'a cast or another column',
    "SELECT count(*) FROM events WHERE CAST(substr(hour, 12) AS integer) = 2 OR id <> 'x'",
  ],
  ['a condition on another column', "SELECT count(*) FROM events WHERE id <> 'x'"],
  [
    'an alternative on another column',
    "SELECT count(*) FROM events WHERE hour = '2026-11-29-10' OR id <> 'x'",
  ],
])('%s reads all partitions', async (_, query) => {
  const { rows, scanned } = await rig.results(query)
  expect(rows[1]).toEqual(['13'])
  expect(scanned).toBe(bytesOf(...ALL))
})

/**
 * @documented Athena User Guide, Partition your data: a condition on partition columns restricts what is
 *   scanned
 */
test.each([
  ['a subquery', "SELECT id FROM (SELECT * FROM events) WHERE hour = '2026-11-29-10'", [10], ids(10)],
  [
    'a common table expression',
    "WITH e AS (SELECT id, hour AS h FROM events) SELECT id FROM e WHERE h = '2026-11-29-10'",
    [10],
    ids(10),
  ],
  ['HAVING', "SELECT max(id) FROM events GROUP BY hour HAVING hour = '2026-11-29-10'", [10], ids(10)],
  [
    'UNION ALL, where each part reads its own',
    "SELECT id FROM events WHERE hour = '2026-11-29-03' UNION ALL SELECT id FROM events WHERE hour = '2026-11-29-10' ORDER BY 1",
    [3, 10],
    [['event 10'], ['event 3']],
  ],
  [
    'a join, where it holds for both sides',
    "SELECT a.id FROM events a JOIN events b ON a.hour = b.hour WHERE a.hour = '2026-11-29-10'",
    [10, 10],
    ids(10),
  ],
  [
    'a scalar subquery',
    "SELECT (SELECT max(id) FROM events WHERE hour = '2026-11-29-04') FROM (VALUES 1)",
    [4],
    ids(4),
  ],
  [
    'a window, by whose partition it is',
    "SELECT id FROM (SELECT id, hour, row_number() OVER (PARTITION BY hour ORDER BY id) AS n FROM events) WHERE hour = '2026-11-29-09' AND n = 1",
    [9],
    ids(9),
  ],
])('a condition in or on %s leaves partitions out', async (_, query, hours, rows) => {
  const results = await rig.results(query)
  expect(results.rows.slice(1)).toEqual(rows)
  expect(results.scanned).toBe(bytesOf(...hours))
})

/** @own conditions that depend on the rows of a table */
test('more partitions than needed are read where a condition depends on data, and the rows are right', async () => {
  const { rows } = await rig.results(
    "SELECT id FROM events WHERE hour IN (SELECT substr(time, 1, 13) FROM events WHERE hour = '2026-11-29-10')",
  )
  expect(rows.slice(1)).toEqual(ids(10))
})

/** @documented Athena User Guide, Supported types for partition projection, date: NOW */
test('the hour of now is the last partition', async () => {
  expect(await rig.rows("SELECT max(hour), min(hour) FROM events WHERE hour > ''")).toEqual([
    ['2026-11-29-12', '2026-11-29-00'],
  ])
})

/** @documented Athena User Guide, Partition projection: a projected partition without objects has no rows */
test('a projected table without objects has no rows', async () => {
  await rig.table('nothing_yet', { id: 'string' }, { partitionKeys: { hour: 'string' }, parameters: HOURLY })
  expect(await rig.results("SELECT id, hour FROM nothing_yet WHERE hour > '2026'")).toEqual({
    rows: [['id', 'hour']],
    types: ['varchar', 'varchar'],
    scanned: 0,
  })
})
