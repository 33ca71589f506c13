import fc from 'fast-check'
import { Random } from '../src/random.ts'

test('the same seed gives the same numbers, a different seed different ones', () => {
  const run = (seed: number) => {
    const random = new Random(seed)
    return [random.uuid(), random.hex(9), random.letters(12), random.integer(1000), random.fraction()]
  }

  expect(run(7)).toEqual(run(7))
  expect(run(7)).not.toEqual(run(8))
})

test('integers and fractions stay in their range', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 31 }), (seed, below) => {
      const random = new Random(seed)
      const [integer, fraction] = [random.integer(below), random.fraction()]
      expect(Number.isInteger(integer) && integer >= 0 && integer < below).toBe(true)
      expect(fraction >= 0 && fraction < 1).toBe(true)
    }),
  )
})

test('the values of a small range occur about equally often', () => {
  const random = new Random(1)
  const counts = Array<number>(10).fill(0)
  for (let draw = 0; draw < 10_000; draw++) {
    const value = random.integer(10)
    counts[value] = (counts[value] ?? 0) + 1
  }

  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test('UUIDs are of version 4, and no two are alike', () => {
  const random = new Random(1)
  const ids = Array.from({ length: 1000 }, () => random.uuid())

  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
  expect(new Set(ids).size).toBe(1000)
})

test('hexadecimal digits and letters have the requested length', () => {
  const random = new Random(1)

  for (const length of [0, 1, 7, 8, 9, 64]) {
    expect(random.hex(length)).toMatch(new RegExp(`^[0-9a-f]{${length}}$`))
    expect(random.letters(length)).toMatch(new RegExp(`^[A-Z2-7]{${length}}$`))
  }
})
