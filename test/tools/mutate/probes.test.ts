import { runInNewContext } from 'node:vm'
import { findMutants } from '../../../tools/mutate/find-mutants.ts'
import { withProbes } from '../../../tools/mutate/probes.ts'

/** The mutants whose code does not run when a source does, as `original → replacement`. */
function skipped(source: string): string[] {
  const mutants = findMutants('a.ts', source)
  const { text, probeOf } = withProbes('a.ts', source, mutants)
  const hits = new Set<string>()
  runInNewContext(text, { __mutateHit: (id: string) => hits.add(id) })
  return mutants
    .filter(mutant => !hits.has(probeOf.get(mutant) ?? ''))
    .map(({ original, replacement }) => `${original} → ${replacement}`)
}

test.each([
  ['a statement', "if (globalThis.missing) a('x')", ["a('x') → ;", "'x' → ''"]],
  ['the other branch', 'if (globalThis.Math) globalThis.b = a = 1\nelse { b() }', ['{ b() } → {}']],
  ['a side of a condition', "const a = globalThis.missing ? 'x' : b", ["'x' → ''"]],
  ['an operand', "const a = globalThis.missing && 'x'", ["'x' → ''"]],
  ['the body of an arrow function', "const a = () => 'x'", ["'x' → ''", "'x' → undefined"]],
  ['the body of a function', 'function a() { return b }', ['{ return b } → {}']],
  ['a default', "const { a = 'x' } = { a: Math }", ["'x' → ''"]],
  ['a case', 'switch (globalThis.Math) { case 0: a() }', ['a() → ', 'a() → ;']],
  [
    'a handler',
    'try { globalThis.Math } catch (error) { a() }',
    ['catch (error) { a() } → catch (error) { throw error }', '{ a() } → {}'],
  ],
  ['a property of a class', "class A { b = 'x' }", ["'x' → ''"]],
])('%s that does not run is not executed', (_, source, expected) => {
  expect(skipped(`var b = 1; ${source}`)).toEqual(expected)
})

test('what runs is executed', () => {
  const source = [
    'const a = (b = 2) => b && { c: b ? [b] : 7 }',
    'let d = 0',
    'if (a().c) d += 3',
    'else d = 4',
    'for (const e of [5]) d += e',
    'class F { g = 6; h() { return this.g } }',
    'switch (new F().h()) { case 6: d = 8 }',
    'try { throw d } catch { d = 9 }',
  ].join('\n')
  expect(skipped(source)).toEqual(['7 → 8', '7 → 6', 'd = 4 → ;', '4 → 5', '4 → 3'])
})

test('a source that runs in a process without probes runs as before', () => {
  const source = "const a = b => b ?? 'x'\n;[a(), a(1)].join()"
  const { text } = withProbes('a.ts', source, findMutants('a.ts', source))
  expect(runInNewContext(text)).toBe('x,1')
})
