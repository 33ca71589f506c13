import { createHash } from 'node:crypto'
import { idOf, type Mutant } from './mutant.ts'

/**
 * Draws mutants, the same ones for the same seed. Each has its place in the order of the draw whatever else there is:
 * after a change of the sources, most of a sample is as before.
 *
 * @returns all if there are not more than `size`, in the order of the sources
 */
export function drawn(mutants: readonly Mutant[], size: number, seed: number): Mutant[] {
  const inOrder = mutants.toSorted((one, other) => (rank(one, seed) < rank(other, seed) ? -1 : 1))
  const chosen = new Set(inOrder.slice(0, size))
  return mutants.filter(mutant => chosen.has(mutant))
}

function rank(mutant: Mutant, seed: number): string {
  return createHash('sha256')
    .update(`${seed} ${idOf(mutant)}`)
    .digest('hex')
}
