import type { KindOfChange } from '../mutant.ts'
import type { Place } from '../syntax-tree.ts'

/** Functions return nothing, promises are not awaited, failures are not caught. */
export function* functionChanges({ node, start, end }: Place, source: string): Iterable<KindOfChange> {
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement')
    yield* undefinedResult(start, node.body, source)
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

function* undefinedResult(
  start: number,
  body: { start?: number | null; end?: number | null; extra?: Record<string, unknown> | undefined },
  source: string,
): Iterable<KindOfChange> {
  const from = body.start ?? start
  const to = body.end ?? start
  if (source.slice(from, to) !== 'undefined')
    yield { start: from, end: to, kind: 'arrow function', replacement: 'undefined' }
}
