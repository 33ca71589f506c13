import type { KindOfChange } from '../mutant.ts'
import type { Place } from '../syntax-tree.ts'

/** A method becomes its opposite, or, where there is none, the call becomes the object that it is called on. */
const OTHER_METHOD: Readonly<Record<string, string | undefined>> = {
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  toUpperCase: 'toLowerCase',
  toLowerCase: 'toUpperCase',
  trimStart: 'trimEnd',
  trimEnd: 'trimStart',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  find: 'findLast',
  findLast: 'find',
  trim: undefined,
  filter: undefined,
  slice: undefined,
  substring: undefined,
  charAt: undefined,
  sort: undefined,
  toSorted: undefined,
  reverse: undefined,
  toReversed: undefined,
}

/** Calls of well-known methods, and `?.`. */
export function* methodChanges({ node, start, end }: Place, source: string): Iterable<KindOfChange> {
  if (node.type === 'OptionalMemberExpression' && node.optional) {
    const object = source.slice(start, node.object.end ?? 0)
    const rest = source.slice(node.object.end ?? 0, end)
    // `a?.[0]` becomes `a[0]`, and `a?.b` becomes `a.b`.
    const replacement = object + rest.replace('?.', node.computed ? '' : '.')
    yield { start, end, kind: 'optional chaining', replacement }
  }
  if (node.type === 'OptionalCallExpression' && node.optional) {
    const from = node.callee.end ?? 0
    const replacement = source.slice(start, from) + source.slice(from, end).replace('?.', '')
    yield { start, end, kind: 'optional chaining', replacement }
  }
  if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return
  const { callee } = node
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return
  if (callee.property.type !== 'Identifier' || callee.computed) return
  const { name } = callee.property
  if (!Object.hasOwn(OTHER_METHOD, name)) return
  const other = OTHER_METHOD[name]
  const at = callee.property.start ?? 0
  const replacement =
    other === undefined
      ? source.slice(start, callee.object.end ?? 0) + closing(source, callee.object.end ?? 0)
      : source.slice(start, at) + other + source.slice(at + name.length, end)
  yield { start, end, kind: 'method', replacement }
}

/** The parentheses that close around the object: they are not a part of its node. */
function closing(source: string, from: number): string {
  return /^[\s)]*(?=\s*\??\.)/.exec(source.slice(from))?.[0].trimEnd() ?? ''
}
