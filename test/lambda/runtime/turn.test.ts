import { turnOf } from '../../../lambda/runtime/turn.ts'

test.each([
  [
    'half a minute, where there is more',
    120_000,
    [
      [90_001, true],
      [90_000, false],
    ],
  ],
  [
    'what is left but a quarter of a minute, where there is less',
    40_000,
    [
      [15_001, true],
      [15_000, false],
    ],
  ],
] as const)('a turn of a replay takes %s', (_, atFirst, later) => {
  let remaining: number = atFirst
  const turn = turnOf({ getRemainingTimeInMillis: () => remaining })
  expect(turn.isLeft()).toBe(true)
  for (const [ms, isLeft] of later) {
    remaining = ms
    expect(turn.isLeft()).toBe(isLeft)
  }
})
