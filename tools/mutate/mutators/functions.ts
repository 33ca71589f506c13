import type { KindOfChange } from '../mutant.ts'
import type { Place } from '../syntax-tree.ts'

/** Functions return nothing, promises are not awaited, failures are not caught. */
export function* functionChanges(place: Place, source: string): Iterable<KindOfChange> {
  const { node, start, end } = place
  if (isResult(place) && source.slice(start, end) !== 'undefined')
    yield { start, end, kind: 'arrow function', replacement: 'undefined' }
  if (node.type === 'AwaitExpression') {
    const argument = source.slice(start + 'await'.length, end).trimStart()
    yield { start, end, kind: 'await', replacement: argument }
  }
  if (node.type === 'CatchClause') {
    const { body, param } = node
    const name = param?.type === 'Identifier' ? param.name : 'error'
    yield { start, end: body.end ?? end, kind: 'catch', replacement: `catch (${name}) { throw ${name} }` }
  }
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { object, property } = node.callee
    if (property.type !== 'Identifier' || property.name !== 'catch') return
    yield { start, end, kind: 'catch', replacement: source.slice(start, object.end ?? end) }
  }
}

/** What an arrow function without braces returns. */
function isResult({ node, key, parent }: Place): boolean {
  return key === 'body' && parent?.node.type === 'ArrowFunctionExpression' && node.type !== 'BlockStatement'
}
