import { AthenaRig } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

let count = 0

/** The partitions, of those with an object, that a table with this projection has. The time is 2026-11-29 12:30. */
async function partitions(
  columns: Readonly<Record<string, string>>,
  properties: Readonly<Record<string, string>>,
  folders: readonly string[],
  condition = 'true',
): Promise<string[]> {
  const name = `projected_${count++}`
  const parameters = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key.startsWith('storage') ? key : `projection.${key}`,
      value.replace('<table>', name),
    ]),
  )
  await rig.table(
    name,
    { id: 'string' },
    { partitionKeys: columns, parameters: { 'projection.enabled': 'true', ...parameters } },
  )
  for (const folder of folders) await rig.put(`${name}/${folder}/a.json`, [{ id: folder }])
  const keys = Object.keys(columns).join(', ')
  const rows = await rig.rows(`SELECT ${keys} FROM ${name} WHERE ${condition} ORDER BY ${keys}`)
  return rows.map(row => row.join('/'))
}

/**
 * @documented Athena User Guide, Supported types for partition projection, enum: projection.columnName.values
 */
test('an enum has its values', async () => {
  expect(
    await partitions({ kind: 'string' }, { 'kind.type': 'enum', 'kind.values': 'view,view b,Üb%r' }, [
      'kind=view',
      'kind=view b',
      'kind=Üb%r',
      'kind=other',
    ]),
  ).toEqual(['view', 'view b', 'Üb%r'])
})

/**
 * @documented Athena User Guide, Supported types for partition projection, integer: range, interval and
 *   digits
 */
test('an integer has the values of its range, interval and digits', async () => {
  const folders = ['n=-2', 'n=0', 'n=1', 'n=2', 'n=02', 'n=4', 'n=6', 'n=x']
  const range = { 'n.type': ' Integer ', 'n.range': ' -2 , 4 ' }
  expect(await partitions({ n: 'int' }, range, folders)).toEqual(['-2', '0', '1', '2', '4'])
  expect(await partitions({ n: 'int' }, { ...range, 'n.interval': '2' }, folders)).toEqual([
    '-2',
    '0',
    '2',
    '4',
  ])
  expect(await partitions({ n: 'string' }, { ...range, 'n.digits': '2' }, folders)).toEqual(['02'])
})

/** @documented Athena User Guide, Supported types for partition projection, integer: the values of a range */
test('an integer column compares as a number', async () => {
  const projection = { 'n.type': 'integer', 'n.range': '1,12' }
  expect(await partitions({ n: 'int' }, projection, ['n=2', 'n=10'], 'n > 9')).toEqual(['10'])
})

/**
 * @documented Athena User Guide, Supported types for partition projection, date: range with NOW, format,
 *   interval and interval.unit
 */
test.each([
  [
    'yyyy-MM-dd',
    '2026-11-27,NOW',
    {},
    ['2026-11-26', '2026-11-27', '2026-11-29', '2026-11-30'],
    ['2026-11-27', '2026-11-29'],
  ],
  [
    'yyyy-MM-dd',
    'NOW-2DAYS,NOW',
    {},
    ['2026-11-26', '2026-11-27', '2026-11-29'],
    ['2026-11-27', '2026-11-29'],
  ],
  [
    'yyyy-MM-dd',
    'NOW - 1 WEEK , NOW + 1 DAY',
    {},
    ['2026-11-21', '2026-11-22', '2026-11-30', '2026-12-01'],
    ['2026-11-22', '2026-11-30'],
  ],
  [
    'yyyy-MM',
    'NOW-1YEAR,NOW',
    {},
    ['2025-10', '2025-11', '2026-11', '2026-12', '2026-13'],
    ['2025-11', '2026-11'],
  ],
  [
    'yyyyMMdd',
    '20260228,NOW',
    { interval: '2' },
    ['20260228', '20260301', '20260302', '20260229'],
    ['20260228', '20260302'],
  ],
  [
    'MMM yyyy',
    'Jan 2026,NOW',
    { interval: '1', unit: 'MONTHS' },
    ['Feb 2026', 'Nov 2026', 'Dec 2026', 'nov 2026'],
    ['Feb 2026', 'Nov 2026'],
  ],
  [
    'yyyy-MM-dd-HH',
    'NOW-3HOURS,NOW',
    { interval: '1', unit: 'HOURS' },
    ['2026-11-29-08', '2026-11-29-09', '2026-11-29-12', '2026-11-29-13'],
    ['2026-11-29-09', '2026-11-29-12'],
  ],
  [
    'yyyy-MM-dd-HH',
    '2026-11-29-00,NOW',
    { interval: '6', unit: 'hours' },
    ['2026-11-29-00', '2026-11-29-05', '2026-11-29-06', '2026-11-29-12'],
    ['2026-11-29-00', '2026-11-29-06', '2026-11-29-12'],
  ],
  [
    "'year'yyyy''",
    'year2025,NOW',
    { interval: '1', unit: 'YEAR' },
    ["year2024'", "year2025'", "year2026'"],
    [],
  ],
  ["'at'HH-mm", 'at00-00,at23-45', { interval: '15', unit: 'MINUTES' }, ['at10-15', 'at10-20'], ['at10-15']],
])(
  'a date in the format %s has the values of %s %j',
  async (format, range, { interval, unit }: { interval?: string; unit?: string }, values, expected) => {
    const given = {
      'd.type': 'date',
      'd.format': format,
      'd.range': range,
      ...(interval && { 'd.interval': interval }),
      ...(unit && { 'd.interval.unit': unit }),
    }
    const found = partitions(
      { d: 'string' },
      given,
      values.map(value => `d=${value}`),
    )
    if (expected.length === 0) await expect(found).rejects.toThrow('INVALID_TABLE_PROPERTY')
    else expect(await found).toEqual([...expected].sort())
  },
)

/**
 * @documented Athena User Guide, Set up partition projection, storage.location.template: a placeholder for
 *   each partition column
 */
test('a location template has the columns anywhere, and a date may have slashes', async () => {
  expect(
    await partitions(
      { region: 'string', day: 'string' },
      {
        'region.type': 'enum',
        'region.values': 'eu,us',
        'day.type': 'date',
        'day.format': 'yyyy/MM/dd',
        'day.range': '2026/01/01,NOW',
        'storage.location.template': `s3://lake/<table>/v1/\${region}-\${day}/data`,
      },
      [
        'v1/eu-2026/11/28/data',
        'v1/us-2026/11/29/data/more',
        'v1/eu-2026/11/28/other',
        'v2/eu-2026/11/28/data',
        'v1/xx-2026/11/28/data',
      ],
      "day > '2026'",
    ),
  ).toEqual(['eu/2026/11/28', 'us/2026/11/29'])
})

const INJECTED = { 'id2.type': 'injected', 'storage.location.template': `s3://lake/<table>/\${id2}/` }

/**
 * @documented Athena User Guide, Supported types for partition projection, injected: the values of the WHERE
 *   clause
 */
test('an injected column has the value that the query states', async () => {
  expect(await partitions({ id2: 'string' }, INJECTED, ['a', 'b'], "id2 = 'b'")).toEqual(['b'])
  expect(await partitions({ id2: 'string' }, INJECTED, ['a', 'b', 'c'], "id2 IN ('c', 'b')")).toEqual([
    'b',
    'c',
  ])
})

/**
 * @documented Athena User Guide, Supported types for partition projection, injected: only static equality
 *   conditions
 */
test.each(['true', "id2 > 'a'", "id2 <> 'a'", "id2 LIKE '%'"])(
  'a query of an injected column with the condition %s fails',
  async condition => {
    await expect(partitions({ id2: 'string' }, INJECTED, ['a'], condition)).rejects.toThrow(
      'CONSTRAINT_VIOLATION: For the injected projected partition column id2, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.',
    )
  },
)

/**
 * @documented Athena User Guide, Supported types for partition projection: the properties that each type
 *   needs
 */
test.each([
  [{}, 'The table property projection.d.type must be enum, integer, date or injected, not null.'],
  [{ 'd.type': 'enum' }, 'The table property projection.d.values is missing.'],
  [{ 'd.type': 'integer', 'd.range': '1' }, 'projection.d.range must be two values'],
  [{ 'd.type': 'integer', 'd.range': '1,x' }, 'projection.d.range must be two integers'],
  [
    { 'd.type': 'integer', 'd.range': '1,2', 'd.interval': '0' },
    'projection.d.interval must be a positive integer',
  ],
  [{ 'd.type': 'date', 'd.range': 'NOW,NOW' }, 'projection.d.format is missing'],
  [
    { 'd.type': 'date', 'd.format': 'yyyy-MM-dd', 'd.range': 'yesterday,NOW' },
    'projection.d.range must be dates',
  ],
  [
    { 'd.type': 'date', 'd.format': 'yyyy-MM-dd-HH', 'd.range': 'NOW,NOW' },
    'projection.d.interval.unit is missing',
  ],
  [{ 'd.type': 'date', 'd.format': 'yyyy-ww', 'd.range': 'NOW,NOW' }, 'does not simulate the letter "w"'],
  [
    { 'd.type': 'enum', 'd.values': 'a', 'storage.location.template': `s3://lake/x/\${e}` },
    `\${e}, which is not a partition column`,
  ],
  [
    { 'd.type': 'enum', 'd.values': 'a', 'storage.location.template': 's3://lake/x/' },
    `lacks the partition column \${d}`,
  ],
])('%j fails the query', async (properties, reason) => {
  await expect(partitions({ d: 'string' }, properties as Record<string, string>, [])).rejects.toThrow(reason)
})

/** @documented Athena User Guide, Partition projection: without it the partitions are those of the catalog */
test('without projection the partitions of the catalog are read', async () => {
  await rig.table('kept', { id: 'string' }, { partitionKeys: { year: 'int', kind: 'string' } })
  for (const [folder, year, kind] of [
    ['a', '2025', 'x'],
    ['b', '2026', 'y'],
    ['c', '2026', "it's/odd"],
  ] as const) {
    await rig.put(`kept/${folder}/a.json`, [{ id: folder }])
    await rig.glue.createPartition({
      DatabaseName: 'shop',
      TableName: 'kept',
      PartitionInput: { Values: [year, kind], StorageDescriptor: { Location: `s3://lake/kept/${folder}` } },
    })
  }
  await rig.put('kept/d/a.json', [{ id: 'in no partition' }])
  expect(await rig.rows('SELECT year, kind, id FROM kept WHERE year = 2026 ORDER BY id')).toEqual([
    ['2026', 'y', 'b'],
    ['2026', "it's/odd", 'c'],
  ])
})
