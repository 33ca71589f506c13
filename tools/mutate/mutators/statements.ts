import type { KindOfChange } from '../mutant.ts'
import type { Place } from '../syntax-tree.ts'

/** Blocks are emptied and statements removed. */
export function* statementChanges(place: Place): Iterable<KindOfChange> {
  const { node, start, end, key, parent } = place
  if (node.type === 'BlockStatement' && node.body.length > 0)
    yield { start, end, kind: 'block', replacement: '{}' }
  if (node.type === 'SwitchCase' && node.consequent.length > 0) {
    const from = node.consequent[0]?.start ?? end
    yield { start: from, end, kind: 'block', replacement: '' }
  }
  if (isRemovable(place) && !(key === 'body' && isAlone(parent)))
    yield { start, end, kind: 'statement', replacement: ';' }
}

function isRemovable({ node }: Place): boolean {
  // Without `super()`, a constructor always throws.
  if (node.type === 'ExpressionStatement')
    return node.expression.type !== 'CallExpression' || node.expression.callee.type !== 'Super'
  return /^(Throw|Break|Continue)Statement$/.test(node.type)
}

/** Without its only statement, a block is an emptied block. */
function isAlone(parent: Place | undefined): boolean {
  return parent?.node.type === 'BlockStatement' && parent.node.body.length === 1
}
