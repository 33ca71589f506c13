import { AthenaRig, HOURLY } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

describe('a projected table of compressed JSON lines', () => {
  beforeAll(async () => {
    await rig.table(
      'events',
      { id: 'string', type: 'string', time: 'string', data: 'struct<productid:string,quantity:int>' },
      { partitionKeys: { hour: 'string' }, parameters: HOURLY },
    )
    await rig.put('events/hour=2026-11-29-10/a.json.gz', [
      { id: '1', type: 'viewed', time: '2026-11-29T10:00:00Z', data: { productId: 'p1', quantity: 2 } },
      { id: '2', type: 'viewed', time: '2026-11-29T10:10:00Z', data: { productId: 'p2' } },
    ])
    await rig.put('events/hour=2026-11-29-11/a.json.gz', [
      { id: '3', type: 'purchased', time: '2026-11-29T11:00:00Z', data: { productId: 'p1', quantity: 1 } },
    ])
  })

  /**
   * @documented Athena User Guide, Partition projection: partitions are calculated from the table's
   *   properties
   */
  test('is queried', async () => {
    expect(await rig.results('SELECT id, type, hour FROM events ORDER BY id')).toMatchObject({
      rows: [
        ['id', 'type', 'hour'],
        ['1', 'viewed', '2026-11-29-10'],
        ['2', 'viewed', '2026-11-29-10'],
        ['3', 'purchased', '2026-11-29-11'],
      ],
      types: ['varchar', 'varchar', 'varchar'],
    })
  })

  /**
   * @documented Athena User Guide, OpenX JSON SerDe, case.insensitive: keys are compared without their case
   */
  test('has keys in any case, which may differ between lines', async () => {
    await rig.table('spelled', {
      id: 'string',
      data: 'struct<productid:string,prices:array<struct<amount:bigint>>>',
      tags: 'map<string,string>',
    })
    await rig.put('spelled/a.json.gz', [{ ID: 1, Data: { productId: 'p1', Prices: [{ Amount: 12 }] } }])
    await rig.put('spelled/b.json', [
      '{"id":"2","data":{"PRODUCTID":"p2","prices":[{"amount":9007199254740993},{"AMOUNT":"2"}]},"tags":{"Id":"x","id":"y"}}',
      '{"Id":"3","dAta":{"productId":null}}',
    ])
    expect(await rig.rows('SELECT id, data, tags FROM spelled ORDER BY id')).toEqual([
      ['1', '{productid=p1, prices=[{amount=12}]}', null],
      ['2', '{productid=p2, prices=[{amount=9007199254740993}, {amount=2}]}', '{Id=x, id=y}'],
      ['3', '{productid=null, prices=null}', null],
    ])
  })
})

/** @own not documented by AWS: fields of rows without a name */
test('fields without a name are numbered, wherever they are', async () => {
  const { rows, types } = await rig.results(
    `SELECT row(1, 'a') AS pair, n, array_agg(row(n, row(true, NULL)) ORDER BY n) OVER (ORDER BY n),
       map(ARRAY['k'], ARRAY[row(1.5, DATE '2026-11-29')])
     FROM (VALUES 2, 1) AS t(n) ORDER BY n DESC`,
  )
  expect(types).toEqual(['row', 'integer', 'array', 'map'])
  const pair = '{field0=1, field1=a}'
  const map = '{k={field0=1.5, field1=2026-11-29}}'
  const nested = (n: number) => `{field0=${n}, field1={field0=true, field1=null}}`
  expect(rows).toEqual([
    ['pair', 'n', '_col2', '_col3'],
    [pair, '2', `[${nested(1)}, ${nested(2)}]`, map],
    [pair, '1', `[${nested(1)}]`, map],
  ])
})

/** @own hidden columns and information_schema, refused as not simulated */
test.each([
  ['SELECT * FROM information_schema.tables', 'information_schema is not simulated by the local AWS; SHOW'],
  ['SELECT "$path" FROM nowhere', 'the column "$path" is not simulated by the local AWS'],
  ['SELECT t."$file_size" FROM nowhere t', 'the column "$file_size" is not simulated by the local AWS'],
])('%s is refused by name', async (query, reason) => {
  await expect(rig.rows(query)).rejects.toThrow(reason)
})
