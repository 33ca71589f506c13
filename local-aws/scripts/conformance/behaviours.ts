import type { DeclaredTest } from './declared-tests.ts'
import type { JestCase } from './jest-cases.ts'
import type { Source } from './source-tags.ts'

/** A test, or a row of a `test.each`, with its sources and its outcome. */
export interface Behaviour {
  service: string | undefined
  file: string
  line: number
  title: string
  sources: readonly Source[]
  outcome: 'held' | 'failed' | 'not run'
}

/** Every case of every declared test. A test without a case, as in a file that cannot be loaded, was not run. */
export function behaviours(tests: readonly DeclaredTest[], cases: readonly JestCase[]): Behaviour[] {
  return tests.flatMap(test => {
    const { service, file, sources } = test
    const own = cases.filter(({ file, line }) => file === test.file && isWithin(test, line))
    if (own.length === 0) return [declared(test)]
    return own.map(({ line, title, status }) => ({
      service,
      file,
      line,
      title,
      sources,
      outcome: outcomeOf(status),
    }))
  })
}

/** A test as it is declared, before a run. */
export function declared({ service, file, lines, title, sources }: DeclaredTest): Behaviour {
  return { service, file, line: lines.first, title, sources, outcome: 'not run' }
}

function isWithin({ lines }: DeclaredTest, line: number): boolean {
  return lines.first <= line && line <= lines.last
}

function outcomeOf(status: string): Behaviour['outcome'] {
  if (status === 'passed') return 'held'
  return status === 'failed' ? 'failed' : 'not run'
}
