import { AthenaRig } from './athena-rig.ts'

const rig = new AthenaRig()

beforeAll(async () => {
  await rig.open()
  await rig.table('facts', {
    text: 'string',
    whole: 'int',
    large: 'bigint',
    real: 'double',
    price: 'decimal(5,2)',
    rate: 'decimal(6,3)',
    day: 'date',
    since: 'date',
    at: 'timestamp',
    list: 'array<int>',
    zero: 'int',
  })
  await rig.put('facts/a.json', [
    {
      text: '5',
      whole: 5,
      large: 7,
      real: 1.5,
      price: '1.50',
      rate: '7.000',
      day: '2026-11-29',
      since: '2026-11-01',
      at: '2026-11-29 10:00:00',
      list: [1, 2],
      zero: 0,
    },
  ])
})

afterAll(() => rig.close())

/**
 * @documented Trino documentation, Comparison functions and operators: both operands have one type, without
 *   implicit conversion of text
 */
test.each([
  'text = 5',
  'text <> 5.0',
  'text IN (4, 5)',
  'text = whole',
  "whole = '5'",
  "real > '1'",
  "day = '2026-11-29'",
  "day >= '2026-11-29'",
  "at BETWEEN '2026-11-29' AND '2026-11-30'",
  'text = day',
  "CASE text WHEN 5 THEN 'five' END = 'five'",
  "coalesce(whole, 'none') = 'none'",
  "text || 5 = '55'",
  "concat(text, whole) = '55'",
  'day + 1 = day',
  'day - 1 = day',
  "text = 'x' OR (SELECT max(whole) FROM facts) = text",
])('%s is no comparison of Athena’s', async condition => {
  await expect(rig.rows(`SELECT 1 FROM facts WHERE ${condition}`)).rejects.toThrow(/^TYPE_MISMATCH: /)
})

/**
 * @documented Trino documentation, Comparison functions and operators: numbers are coerced among each other
 */
test.each([
  "text = '5'",
  "text IN ('4', '5')",
  'whole = 5.0',
  'real > whole AND price < large OR true',
  "day = date '2026-11-29'",
  "at > date '2026-11-01' AND at < current_timestamp",
  "day + INTERVAL '1' DAY > day",
  'list || ARRAY[3] = ARRAY[1, 2, 3] AND contains(list, 2) AND list = ARRAY[1, 2]',
  "text || cast(whole AS varchar) || 'x' = '55x'",
  "CASE text WHEN '5' THEN 1 ELSE 2 END = 1",
  'text IS NOT NULL AND NULL IS NULL AND coalesce(text, NULL) IS NOT NULL',
  "date_format(at, '%Y') = '2026' AND regexp_like(text, '5') AND json_extract_scalar('{\"a\":5}', '$.a') = '5'",
])('%s holds', async condition => {
  expect(await rig.rows(`SELECT 1 FROM facts WHERE ${condition}`)).toEqual([['1']])
})

/**
 * @documented Trino documentation, Mathematical operators: the types of quotients, and the division by zero
 */
test('quotients have the type that Athena gives them, where it is known from the table alone', async () => {
  const { rows, types } = await rig.results(
    'SELECT real / zero, price / large, price / rate, large / 2, whole / 2, -whole / 2, real / price FROM facts',
  )
  expect(rows[1]).toEqual(['Infinity', '0.21', '0.214', '3', '2', '-2', '1.0'])
  expect(types).toEqual(['double', 'decimal', 'decimal', 'bigint', 'integer', 'integer', 'double'])
  await expect(rig.rows('SELECT price / zero FROM facts')).rejects.toThrow('DIVISION_BY_ZERO')
  await expect(rig.rows('SELECT large / zero FROM facts')).rejects.toThrow('DIVISION_BY_ZERO')
})

/** @documented Trino documentation, Date and time operators: the difference of two dates is an interval */
test('between two dates of a table is an interval', async () => {
  const { rows, types } = await rig.results(
    'SELECT day - since, f.day - f.since, whole - zero, large - whole, at - at FROM facts f',
  )
  expect(rows[1]).toEqual(['28 00:00:00.000', '28 00:00:00.000', '5', '2', '0 00:00:00.000'])
  expect(types?.slice(0, 4)).toEqual([
    'interval day to second',
    'interval day to second',
    'integer',
    'bigint',
  ])
  const nested = `SELECT whole - large, (SELECT max(whole - i.large) FROM facts i), transform(list, x -> x - whole)
    FROM facts o WHERE EXISTS (SELECT 1 FROM facts i WHERE i.large - o.whole = 2)`
  expect(await rig.rows(nested)).toEqual([['-2', '-2', '[-4, -3]']])
})
