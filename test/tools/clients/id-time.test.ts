import { idTime } from '../../../tools/clients/id-time.ts'

const NOW = Date.UTC(2026, 10, 29)
/** Its first twelve digits are 2026-11-29T11:08:12.432Z. */
const ID = '01a226fd-bb10-7420-9846-97df66eb307a'
const MADE = new Date(0x01a226fdbb10)

test('a whole id was made in one millisecond', () => {
  expect(idTime(ID, NOW)).toEqual({ from: MADE, to: MADE })
})

test('a beginning leaves a range, both ends included', () => {
  expect(idTime('01a226fd', NOW)).toEqual({ from: new Date(0x01a226fd0000), to: new Date(0x01a226fdffff) })
  expect(idTime('01a226fd-bb', NOW)).toEqual({ from: new Date(0x01a226fdbb00), to: new Date(0x01a226fdbbff) })
})

test.each([
  ['another version', '01a226fd-bb10-5420-9846-97df66eb307a'],
  ['a time before the project', '00000000-0000-7000'],
  ['a time to come', 'ff26fd00'],
])('%s holds no time', (_, id) => {
  expect(idTime(id, NOW)).toBeUndefined()
})
