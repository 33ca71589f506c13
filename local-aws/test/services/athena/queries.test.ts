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
