import type { KindOfChange } from '../mutant.ts'
import type { Place } from '../syntax-tree.ts'

/** A text that no code expects. */
const OTHER = "'mutated'"

/** Literals become empty, or others; numbers become one more and one less. */
export function* literalChanges(place: Place, source: string): Iterable<KindOfChange> {
  const { node, start, end, key, parent } = place
  if (isName(place)) return
  if (node.type === 'NumericLiteral') {
    for (const other of [node.value + 1, node.value - 1])
      yield { start, end, kind: 'number', replacement: other < 0 ? `(${other})` : String(other) }
  }
  if (node.type === 'BigIntLiteral') {
    for (const other of [BigInt(node.value) + 1n, BigInt(node.value) - 1n])
      yield { start, end, kind: 'number', replacement: `(${other}n)` }
  }
  if (node.type === 'BooleanLiteral') yield { start, end, kind: 'boolean', replacement: String(!node.value) }
  if (node.type === 'StringLiteral')
    yield { start, end, kind: 'string', replacement: node.value === '' ? OTHER : "''" }
  if (node.type === 'TemplateLiteral' && parent?.node.type !== 'TaggedTemplateExpression')
    yield { start, end, kind: 'string', replacement: source.slice(start, end) === '``' ? OTHER : '``' }
  if (node.type === 'ArrayExpression')
    yield { start, end, kind: 'array', replacement: node.elements.length === 0 ? `[${OTHER}]` : '[]' }
  if (node.type === 'ObjectExpression' && node.properties.length > 0 && key !== 'program')
    yield { start, end, kind: 'object', replacement: '{}' }
}

/** The name of a property or of a module, not a value. */
function isName({ node, key, parent }: Place): boolean {
  const holder = parent?.node
  if (key === 'source') return true
  return (
    key === 'key' &&
    holder !== undefined &&
    'computed' in holder &&
    !holder.computed &&
    node.type !== 'BigIntLiteral'
  )
}
