import {
  abandoned,
  begun,
  canUndo,
  discarded,
  FIRST_STATE,
  isGarbage,
  replayed,
  swapped,
  undone,
  writtenAt,
} from '../../../../lambda/shop/generations-state.ts'

const NOON = new Date('2026-01-02T12:00:00.000Z')
const times = { from: '2026-01-01T00:00:00.000Z' }
const building = begun(FIRST_STATE, times, NOON)
const live = swapped(replayed(building, NOON), NOON)

const hours = (number: number) => new Date(NOON.getTime() + number * 3_600_000)

test('events are written to what is built, and at last to what is live', () => {
  expect(writtenAt(FIRST_STATE, NOON)).toEqual(['0'])
  expect(writtenAt(building, NOON)).toEqual(['1', '0'])
})

test('after a swap, the one before is written for a day', () => {
  const replacedBy = { generation: '1', ...times, replayedAt: NOON.toISOString() }
  expect(live).toMatchObject({ live: '1', previous: { generation: '0', replacedBy } })
  expect(live).not.toHaveProperty('building')
  expect(writtenAt(live, hours(23))).toEqual(['0', '1'])
  expect(writtenAt(live, hours(24))).toEqual(['1'])
})

test('it can be gone back to until a minute before that day ends', () => {
  expect(canUndo(FIRST_STATE, NOON)).toBe(false)
  expect(canUndo(live, new Date(hours(24).getTime() - 60_001))).toBe(true)
  expect(canUndo(live, new Date(hours(24).getTime() - 60_000))).toBe(false)
  const back = undone(live, '0')
  expect(writtenAt(back, NOON)).toEqual(['0'])
  expect(isGarbage(back, '1')).toBe(true)
})

test('an undo is known until the next build begins', () => {
  const back = undone(live, '0')
  expect(back).toMatchObject({ live: '0', undone: '1' })
  expect(begun(back, times, NOON)).not.toHaveProperty('undone')
})

test('a new build gives up the one before the last', () => {
  const next = begun(live, times, hours(1))
  expect(writtenAt(next, hours(1))).toEqual(['2', '1'])
  expect(isGarbage(next, '0')).toBe(true)
})

test.each([
  ['nothing before the first build', FIRST_STATE, []],
  ['nothing while a build is in progress', building, []],
  ['an abandoned build', abandoned(building), ['1']],
  ['nothing after a swap', live, []],
  ['a discarded one', discarded(live), ['0']],
])('garbage is %s, and never a generation that begins later', (_, state, garbage) => {
  expect(['0', '1', '2', '10'].filter(generation => isGarbage(state, generation))).toEqual(garbage)
})

test('numbers are not used again, and every change is a revision', () => {
  const again = begun(abandoned(building), times, NOON)
  expect(again).toMatchObject({ building: { generation: '2' }, newest: 2, revision: 3 })
})
