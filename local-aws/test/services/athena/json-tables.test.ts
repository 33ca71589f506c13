import { AthenaRig } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const STRICT = { serde: {} }
const HIVE = { serde: {}, library: 'org.apache.hive.hcatalog.data.JsonSerDe' }

/** @documented Athena User Guide, OpenX JSON SerDe: columns by the keys of the JSON */
test('missing keys are null, and further keys are ignored', async () => {
  await rig.table('missing', { id: 'string', total: 'double' })
  await rig.put('missing/a.json', [{ id: 'a', more: [1] }, { total: 2 }, {}])
  expect(await rig.rows('SELECT id, total FROM missing ORDER BY id, total')).toEqual([
    ['a', null],
    [null, '2.0'],
    [null, null],
  ])
})

/** @own not documented by AWS: values of another type in string columns */
test('a value that is not a text becomes its text in a string column', async () => {
  await rig.table('texts', { id: 'int', value: 'string' })
  await rig.put('texts/a.json', [
    '{"id":1,"value":"it\'s \\"quoted\\",\\nin two lines"}',
    '{"id":2,"value":12.5}',
    '{"id":3,"value":true}',
    '{"id":4,"value":{"a":[1,null]}}',
    '{"id":5,"value":null}',
    '{"id":6,"value":""}',
    '{"id":7,"value":"ü€😀"}',
  ])
  expect(await rig.rows('SELECT value FROM texts ORDER BY id')).toEqual([
    ['it\'s "quoted",\nin two lines'],
    ['12.5'],
    ['true'],
    ['{"a":[1,null]}'],
    [null],
    [''],
    ['ü€😀'],
  ])
})

/** @own not documented by AWS: numbers out of the range of their column */
test('numbers have their whole range, and what is no number is null', async () => {
  await rig.table('numbers', {
    id: 'int',
    t: 'tinyint',
    i: 'int',
    b: 'bigint',
    d: 'decimal(10,2)',
    f: 'double',
    o: 'boolean',
  })
  await rig.put('numbers/a.json', [
    '{"id":1,"t":127,"i":2147483647,"b":9223372036854775807,"d":12345678.905,"f":1e300,"o":true}',
    '{"id":2,"t":128,"i":2147483648,"b":9223372036854775808,"d":123456789,"f":"x","o":"no"}',
    '{"id":3,"t":"-5","i":"12","b":-1.9,"d":"0.1","f":"0.1","o":"TRUE"}',
    '{"id":4,"t":{},"i":[1],"b":"","d":null,"f":10000000,"o":null}',
  ])
  expect(await rig.rows('SELECT t, i, b, d, f, o FROM numbers ORDER BY id')).toEqual([
    ['127', '2147483647', '9223372036854775807', '12345678.91', '1.0E300', 'true'],
    [null, null, null, null, null, 'false'],
    ['-5', '12', '-1', '0.10', '0.1', 'true'],
    [null, null, null, null, '1.0E7', null],
  ])
})

/**
 * @documented OpenX JSON SerDe: dates and times as Hive reads them, ISO 8601, and seconds or milliseconds
 *   since the epoch
 */
test('dates and times are read in all forms, as UTC with milliseconds', async () => {
  await rig.table('times', { id: 'int', at: 'timestamp', day: 'date' })
  await rig.put('times/a.json', [
    { id: 1, at: '2026-11-29 10:00:00', day: '2026-11-29' },
    { id: 2, at: '2026-11-29 10:00:00.123456', day: '1969-12-31' },
    { id: 3, at: '2026-11-29T10:00:00.5Z', day: 'soon' },
    { id: 4, at: '2026-11-29T12:00:00+02:00' },
    { id: 5, at: 1795946400 },
    { id: 6, at: 1795946400123 },
    { id: 7, at: 1795946400.25 },
    { id: 8, at: 'soon' },
  ])
  expect(await rig.results('SELECT at, day FROM times ORDER BY id')).toMatchObject({
    types: ['timestamp', 'date'],
    rows: [
      ['at', 'day'],
      ['2026-11-29 10:00:00.000', '2026-11-29'],
      ['2026-11-29 10:00:00.123', '1969-12-31'],
      ['2026-11-29 10:00:00.500', null],
      ['2026-11-29 10:00:00.000', null],
      ['2026-11-29 10:00:00.000', null],
      ['2026-11-29 10:00:00.123', null],
      ['2026-11-29 10:00:00.250', null],
      [null, null],
    ],
  })
})

/** @documented Athena User Guide, OpenX JSON SerDe: nested structs, arrays and maps */
test('structs, arrays and maps are nested', async () => {
  await rig.table('nested', {
    id: 'int',
    order:
      'struct<lines:array<struct<sku:string,count:int>>,labels:map<string,array<double>>,note:struct<by:string>>',
  })
  await rig.put('nested/a.json', [
    {
      id: 1,
      order: { lines: [{ sku: 'a', count: 2 }, null, { sku: 'b' }], labels: { x: [1, null], y: null } },
    },
    { id: 2, order: { lines: [], labels: {}, note: {} } },
    { id: 3, order: null },
    { id: 4, order: 'none' },
  ])
  const { rows, types } = await rig.results('SELECT "order" FROM nested ORDER BY id')
  expect(types).toEqual(['row'])
  expect(rows.slice(1, 4)).toEqual([
    ['{lines=[{sku=a, count=2}, null, {sku=b, count=null}], labels={x=[1.0, null], y=null}, note=null}'],
    ['{lines=[], labels={}, note={by=null}}'],
    [null],
  ])
  expect(
    await rig
      .rows('SELECT sum(line.count) FROM nested CROSS JOIN UNNEST("order".lines) AS t(line)')
      .catch(String),
  ).toBeDefined()
})

describe('a malformed line among good ones', () => {
  const lines = [{ id: 'a' }, '{"id": "b"', '', { id: 'c' }, 'no JSON', { id: 'd' }]

  /** @documented Athena User Guide, OpenX JSON SerDe, ignore.malformed.json: malformed lines are skipped */
  test('is a row of nulls, if the SerDe ignores it', async () => {
    await rig.table('ignoring', { id: 'string' })
    await rig.put('ignoring/a.json.gz', lines)
    expect(await rig.rows('SELECT id FROM ignoring ORDER BY id')).toEqual([
      ['a'],
      ['c'],
      ['d'],
      [null],
      [null],
    ])
  })

  /**
   * @documented Athena User Guide, OpenX JSON SerDe, ignore.malformed.json: a malformed line fails the query
   *   otherwise
   */
  test('fails the query otherwise, and names the object', async () => {
    await rig.table('failing', { id: 'string' }, STRICT)
    await rig.put('failing/a "quoted" key,.json.gz', lines)
    await expect(rig.rows('SELECT id FROM failing')).rejects.toThrow(
      /^HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: .* \(s3:\/\/lake\/failing\/a "quoted" key,\.json\.gz\)$/,
    )
  })
})

/**
 * @documented Athena User Guide, Best practices for reading JSON data: each record is on a line of its own
 */
test('a record that breaks its lines takes no other record with it', async () => {
  await rig.table('broken', { id: 'string', data: 'struct<sku:string>' })
  await rig.put('broken/pretty.json.gz', [
    JSON.stringify({ id: 'pretty' }, null, 2),
    { id: 'a' },
    '[',
    { id: 'b' },
  ])
  await rig.put('broken/cut.json.gz', [{ id: 'c' }, '{"id":', { id: 'd', data: { sku: 'tea' } }, { id: 'e' }])
  const [counted] = await rig.rows('SELECT count(*), count(id), count(data.sku) FROM broken')
  expect(counted).toEqual(['10', '5', '1'])
  expect(await rig.rows('SELECT count(*) FROM broken')).toEqual([['10']])
})

/** @own not documented by AWS: several documents in a line */
test('of several documents in a line, the first is read', async () => {
  await rig.table('joined', { id: 'string' })
  await rig.put('joined/a.json', ['{"id": "a"}{"id": "b"}', '{"id": "c"} {"id": "d"}', { id: 'e' }])
  expect(await rig.rows('SELECT id FROM joined ORDER BY 1')).toEqual([['a'], ['c'], ['e']])
})

/** @own not documented by AWS: bytes that are not UTF-8 */
test('bytes that are not UTF-8 are replaced', async () => {
  await rig.table('bytes', { id: 'string' })
  const body = Buffer.concat([Buffer.from('{"id":"a'), Buffer.from([0xff]), Buffer.from('b"}\n{"id":"c"}\n')])
  await rig.s3.putObject({ Bucket: 'lake', Key: 'bytes/a.json', Body: body })
  expect(await rig.rows('SELECT id FROM bytes ORDER BY 1')).toEqual([['a\ufffdb'], ['c']])
})

/** @documented Athena User Guide, OpenX JSON SerDe, case.insensitive: keys are compared without their case */
test('keys in another case are found beside values of any depth and length', async () => {
  await rig.table('deep', { id: 'string', text: 'string' })
  const nested = `${'[{"a":'.repeat(30_000)}1${'}]'.repeat(30_000)}`
  await rig.put('deep/a.json', [
    `{"other":${nested},"ID":"a","TEXT":"${'x\\n'.repeat(400_000)}"}`,
    { id: 'b' },
  ])
  expect(await rig.rows('SELECT id, length(text) FROM deep ORDER BY 1')).toEqual([
    ['a', '800000'],
    ['b', null],
  ])
})

/** @documented Athena User Guide, Hive JSON SerDe: a value of another type is HIVE_BAD_DATA */
test('Hive’s SerDe fails on a value of another type', async () => {
  await rig.table('hive', { id: 'string', count: 'int' }, HIVE)
  await rig.put('hive/a.json', [
    { id: 'a', count: 1 },
    { id: 'b', count: 'many' },
  ])
  expect(await rig.rows('SELECT id FROM hive ORDER BY id')).toEqual([['a'], ['b']])
  await expect(rig.rows('SELECT count FROM hive')).rejects.toThrow(
    'HIVE_BAD_DATA: Error parsing a field of type integer: For input string: many',
  )
})

/** @documented Athena User Guide, Compression support: files that end with .gz are read as GZIP */
test('an object that ends with .gz and is not compressed fails the query', async () => {
  await rig.table('uncompressed', { id: 'string' })
  await rig.s3.putObject({ Bucket: 'lake', Key: 'uncompressed/a.json.gz', Body: '{"id":"a"}\n' })
  await expect(rig.rows('SELECT id FROM uncompressed')).rejects.toThrow(
    'HIVE_CURSOR_ERROR: incorrect header check (s3://lake/uncompressed/a.json.gz)',
  )
})

/**
 * @documented Athena User Guide, Specify a table location: files that begin with an underscore or a dot are
 *   hidden
 */
test('objects at odd keys are read, hidden and empty ones are not', async () => {
  await rig.table('keys', { id: 'string' })
  await rig.put('keys/a b%20c+d\'e"f?*[g]/ü.json', [{ id: 'odd' }])
  await rig.put('keys/deep/er/no-ending', [{ id: 'deep' }])
  await rig.put('keys/_SUCCESS', [{ id: 'hidden' }])
  await rig.put('keys/.temporary/a.json', [{ id: 'hidden' }])
  await rig.put('keys-of-another/a.json', [{ id: 'other table' }])
  await rig.s3.putObject({ Bucket: 'lake', Key: 'keys/', Body: Buffer.alloc(0) })
  expect(await rig.rows('SELECT id FROM keys ORDER BY id')).toEqual([['deep'], ['odd']])
})

/** @documented Athena User Guide, Specify a table location: a table without objects has no rows */
test('an empty table has no rows', async () => {
  await rig.table('empty', { id: 'string', data: 'struct<a:array<int>>' })
  expect(await rig.results('SELECT * FROM empty')).toEqual({
    rows: [['id', 'data']],
    types: ['varchar', 'row'],
    scanned: 0,
  })
  expect(await rig.rows('SELECT count(*) FROM empty')).toEqual([['0']])
})

/** @own SerDes and their parameters, refused as not simulated */
test.each([
  [
    { library: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde' },
    'the SerDe org.apache.hadoop.hive.ql.io.orc.OrcSerde',
  ],
  [{ serde: { 'dots.in.keys': 'true' } }, 'the SerDe parameter dots.in.keys=true'],
  [{ serde: { 'mapping.a': 'b' } }, 'the SerDe parameter mapping.a=b'],
])('%j is refused by name', async (settings, name) => {
  const table = `refused_${Object.keys(settings)[0]}_${name.length}`
  await rig.table(table, { id: 'string' }, settings)
  await rig.put(`${table}/a.json`, [{}])
  await expect(rig.rows(`SELECT * FROM ${table}`)).rejects.toThrow(`The local AWS does not simulate ${name}`)
})

/** @own compressions, refused as not simulated */
test('another compression is refused by name', async () => {
  await rig.table('compressed', { id: 'string' })
  await rig.put('compressed/a.json.zst', [{}])
  await expect(rig.rows('SELECT * FROM compressed')).rejects.toThrow(
    'The local AWS does not simulate the compression of s3://lake/compressed/a.json.zst: it reads GZIP (.gz) and plain text.',
  )
})

/** @documented Athena User Guide, Data types: the types of columns */
test('an unknown type of a column fails the query', async () => {
  await rig.table('unknown_type', { id: 'struct<a:strnig>' })
  await expect(rig.rows('SELECT * FROM unknown_type')).rejects.toThrow(
    'HIVE_INVALID_METADATA: column "id": The type "strnig" in "struct<a:strnig>" is unknown.',
  )
})
