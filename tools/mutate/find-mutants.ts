import type { Change, KindOfChange, Mutant } from './mutant.ts'
import { functionChanges } from './mutators/functions.ts'
import { literalChanges } from './mutators/literals.ts'
import { methodChanges } from './mutators/methods.ts'
import { operatorChanges } from './mutators/operators.ts'
import { regexChanges } from './mutators/regex.ts'
import { statementChanges } from './mutators/statements.ts'
import { type Place, placesOf } from './syntax-tree.ts'

const MUTATORS: readonly ((place: Place, source: string) => Iterable<KindOfChange>)[] = [
  operatorChanges,
  literalChanges,
  regexChanges,
  methodChanges,
  functionChanges,
  statementChanges,
]

/**
 * All mutants of a file, in the order of its text. Two changes that make the same text are one mutant.
 *
 * @param file its path from the root of the project
 * @throws SyntaxError
 */
export function findMutants(file: string, source: string): Mutant[] {
  const lines = lineStarts(source)
  const found = new Map<string, Mutant>()
  for (const place of placesOf(source)) {
    for (const change of MUTATORS.flatMap(mutator => [...mutator(place, source)])) {
      const key = `${change.start} ${change.end} ${change.replacement}`
      if (!found.has(key)) found.set(key, { ...change, file, place, ...located(change, source, lines) })
    }
  }
  return [...found.values()].toSorted((one, other) => one.start - other.start || one.end - other.end)
}

function located({ start, end }: Change, source: string, lines: readonly number[]) {
  const line = lines.findLastIndex(at => at <= start)
  const from = lines[line] ?? 0
  const code = source.slice(from, lines[line + 1] ?? source.length).trim()
  return { line: line + 1, column: start - from + 1, code, original: source.slice(start, end) }
}

function lineStarts(source: string): number[] {
  return [0, ...Array.from(source.matchAll(/\n/g), ({ index }) => index + 1)]
}
