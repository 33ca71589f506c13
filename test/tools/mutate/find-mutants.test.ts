import { findMutants } from '../../../tools/mutate/find-mutants.ts'
import { applied, KINDS, type Kind } from '../../../tools/mutate/mutant.ts'
import { isValid } from '../../../tools/mutate/syntax-tree.ts'

/** What a source becomes by its mutants of one kind. */
function mutated(source: string, kind: Kind): string[] {
  return findMutants('a.ts', source)
    .filter(mutant => mutant.kind === kind)
    .map(mutant => applied(source, mutant))
}

const EXAMPLES: readonly [Kind, string, string[]][] = [
  ['arithmetic', 'a + b', ['a - b']],
  ['arithmetic', "'a' + b", []],
  ['arithmetic', 'a % (b)', ['a * (b)']],
  ['array', '[a]', ['[]']],
  ['array', '[]', ["['mutated']"]],
  ['arrow function', '() => a', ['() => undefined']],
  ['assignment', 'a += b', ['a -= b']],
  ['assignment', 'a++', ['a--']],
  ['assignment', '++a', ['--a']],
  ['await', 'await a()', ['a()']],
  ['block', 'if (a) { b() }', ['if (a) {}']],
  ['block', 'switch (a) { case b: c(); break }', ['switch (a) { case b:  }']],
  ['boolean', 'a(true)', ['a(false)']],
  ['boolean', 'a(!b)', ['a(b)']],
  ['catch', 'try { a() } catch { b() }', ['try { a() } catch (error) { throw error }']],
  ['catch', 'try { a() } catch (cause) { b() }', ['try { a() } catch (cause) { throw cause }']],
  ['catch', 'a().catch(b)', ['a()']],
  ['condition', 'if (a) b()', ['if (true) b()', 'if (false) b()']],
  ['condition', 'while (a) b()', ['while (false) b()']],
  ['condition', 'c = a < b', ['c = true', 'c = false']],
  ['condition', 'a ? b : c', ['true ? b : c', 'false ? b : c']],
  ['equality', 'a < b', ['a <= b', 'a >= b']],
  ['equality', 'a === b', ['a !== b']],
  ['logical', 'a && b || c', ['(a || b) || c', '(a && b && c)']],
  ['logical', 'a ?? b', ['(a && b)']],
  ['logical', 'a ?? b ?? c', ['(a && b) ?? c', '((a ?? b) && c)']],
  ['method', 'a.startsWith(b)', ['a.endsWith(b)']],
  ['method', '(a).trim()', ['(a)']],
  ['method', 'a.b.filter(c)?.some(d)', ['a.b?.some(d)', 'a.b.filter(c)?.every(d)']],
  ['number', 'a(5)', ['a(6)', 'a(4)']],
  ['number', 'a(0)', ['a(1)', 'a((-1))']],
  ['number', 'a(5n)', ['a((6n))', 'a((4n))']],
  ['object', 'a({ b: c })', ['a({})']],
  ['optional chaining', 'a?.b', ['a.b']],
  ['optional chaining', 'a?.[b]', ['a[b]']],
  ['optional chaining', 'a?.()', ['a()']],
  ['regex', '/^a{2,}$/u', ['/a{2,}$/u', '/^a{3,}$/u', '/^a{1,}$/u', '/^a{2,}/u']],
  ['regex', '/[ab]+\\d/', ['/[^ab]+\\d/', '/[ab]\\d/', '/[ab]+\\D/']],
  ['regex', '/\\[a\\](?=b)/', ['/\\[a\\](?!b)/']],
  ['statement', 'a()\nb()', [';\nb()', 'a()\n;']],
  ['statement', 'if (a) throw b', ['if (a) ;']],
  [
    'statement',
    'while (a) { if (b) continue\nc() }',
    ['while (a) { if (b) ;\nc() }', 'while (a) { if (b) continue\n; }'],
  ],
  ['string', "a('b')", ["a('')"]],
  ['string', "a('')", ["a('mutated')"]],
  ['string', 'a(`b`)', ['a(``)']],
  ['unary', 'a(-b)', ['a(+b)']],
  ['unary', 'a(-1)', ['a(1)']],
]

test.each(EXAMPLES)('%s: %s', (kind, source, expected) => {
  expect(mutated(source, kind)).toEqual(expected)
})

test('there is an example of each kind', () => {
  expect(new Set(EXAMPLES.map(([kind]) => kind))).toEqual(new Set(KINDS))
})

test.each([
  ['types', "type A = 'b' | 5\nlet a: 'b' | undefined"],
  ['names of modules and properties', "import a from 'b'\nexport * from 'c'\nlet d: { 'e-f': 5 }"],
  ['what is empty already', 'const a = () => undefined\nfunction b() {}'],
])('%s are left alone', (_, source) => {
  expect(findMutants('a.ts', source)).toEqual([])
})

test('the only statement of a block is removed with the block, and a call of super not at all', () => {
  expect(mutated('class A extends B { constructor() { super()\nc() } }', 'statement')).toEqual([
    'class A extends B { constructor() { super()\n; } }',
  ])
  expect(mutated('function a() { b() }', 'statement')).toEqual([])
})

test('a mutant says where it is', () => {
  const [mutant] = findMutants('lambda/a.ts', 'let a = 1\n  a = -b\n')
  expect(findMutants('lambda/a.ts', 'let a\n  a = -b\n')).toMatchObject([
    { file: 'lambda/a.ts', line: 2, column: 3, code: 'a = -b', original: 'a = -b', kind: 'statement' },
    { line: 2, column: 7, original: '-b', replacement: '+b' },
  ])
  expect(mutant).toMatchObject({ line: 1, column: 9, original: '1', replacement: '2' })
})

test('each mutant can be parsed', () => {
  for (const [, source] of EXAMPLES)
    for (const mutant of findMutants('a.ts', source)) expect(isValid(applied(source, mutant))).toBe(true)
})
