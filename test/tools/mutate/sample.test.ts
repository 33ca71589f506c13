import { findMutants } from '../../../tools/mutate/find-mutants.ts'
import { idOf, type Mutant } from '../../../tools/mutate/mutant.ts'
import { drawn } from '../../../tools/mutate/sample.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `a(${index + 10})\n`).join('')
const mutants = findMutants('a.ts', numbers(50))
const ids = (of: readonly Mutant[]) => of.map(idOf)

test('the same seed draws the same mutants, another seed others', () => {
  expect(ids(drawn(findMutants('a.ts', numbers(50)), 20, 7))).toEqual(ids(drawn(mutants, 20, 7)))
  expect(ids(drawn(mutants, 20, 8))).not.toEqual(ids(drawn(mutants, 20, 7)))
})

test('as many as asked for, each once, in the order of the source', () => {
  const sample = drawn(mutants, 20, 1)
  expect(sample).toHaveLength(20)
  expect(mutants.filter(mutant => sample.includes(mutant))).toEqual(sample)
  expect(drawn(mutants, 1_000, 1)).toEqual(mutants)
})

test('more code leaves those that were drawn in a larger sample', () => {
  const before = ids(drawn(mutants, 20, 1))
  const after = ids(drawn(findMutants('a.ts', numbers(51)), 23, 1))
  expect(after).toEqual(expect.arrayContaining(before))
})
