import { AthenaRig } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/**
 * @documented Trino documentation, Array functions and String functions: what sequence, repeat, lpad and rpad
 *   give
 */
test.each([
  ['cardinality(sequence(1, 10000))', '10000'],
  ['cardinality(sequence(10, 1, -3))', '4'],
  ["cardinality(sequence(date '2026-01-01', date '2026-12-31'))", '365'],
  ["length(rpad('x', 1000000, 'yz')) + cardinality(ARRAY[lpad('x', 3, 'yz')])", '1000001'],
  ["cardinality(repeat('x', 10000))", '10000'],
])('%s is short enough', async (expression, length) => {
  expect(await rig.rows(`SELECT ${expression}`)).toEqual([[length]])
})

/**
 * @documented Trino documentation, sequence and repeat: up to 10,000 entries
 * @own bounds of padded text
 */
test.each([
  ['sequence(1, 1000000000)', 'sequence function must not have more than 10000 entries'],
  [
    "sequence(timestamp '2026-01-01', timestamp '2026-12-31', INTERVAL '1' SECOND)",
    'more than 10000 entries',
  ],
  ["ARRAY[rpad('x', 2000000000, 'y')]", 'padded to more than 10000000 characters is not simulated'],
  ["ARRAY[lpad('x', -1, 'y')]", 'Target length must be in the range'],
  ["repeat('x', 2000000000)", 'repeat function must be less than or equal to 10000'],
])('%s is too long', async (expression, reason) => {
  await expect(rig.rows(`SELECT cardinality(${expression})`)).rejects.toThrow(reason)
})
