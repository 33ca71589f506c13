import type { Node } from '@babel/types'
import type { Kind, KindOfChange } from '../mutant.ts'
import type { Place } from '../syntax-tree.ts'

const ARITHMETIC: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*' }
const EQUALITY: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '===': ['!=='],
  '!==': ['==='],
}
const LOGICAL: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' }
const ASSIGNMENT: Readonly<Record<string, string>> = {
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '%=': '*=',
  '<<=': '>>=',
  '>>=': '<<=',
  '&=': '|=',
  '|=': '&=',
  '&&=': '||=',
  '||=': '&&=',
  '??=': '&&=',
}

/** Operators become their opposites, conditions true and false, limits one off. */
export function* operatorChanges(place: Place, source: string): Iterable<KindOfChange> {
  const { node } = place
  if (isCondition(place)) yield* always(place, source)
  if (node.type === 'BinaryExpression') yield* binary(place, source)
  if (node.type === 'LogicalExpression') {
    const replacement = LOGICAL[node.operator]
    const changed = replacement && withOperator(place, source, node, replacement)
    // `a && b || c`: the operators do not bind alike. `a ?? b && c` is no expression at all.
    if (changed)
      yield { ...whole(place), kind: 'logical', replacement: parenthesized(changed, place, node.left) }
  }
  if (node.type === 'AssignmentExpression') {
    const replacement = ASSIGNMENT[node.operator]
    const changed = replacement && withOperator(place, source, node, replacement)
    if (changed) yield { ...whole(place), kind: 'assignment', replacement: changed }
  }
  if (node.type === 'UpdateExpression') {
    const operator = node.operator === '++' ? '--' : '++'
    const argument = source.slice(node.argument.start ?? 0, node.argument.end ?? 0)
    const replacement = node.prefix ? operator + argument : argument + operator
    yield { ...whole(place), kind: 'assignment', replacement }
  }
  if (node.type === 'UnaryExpression') yield* unary(place, source)
}

function* binary(place: Place, source: string): Iterable<KindOfChange> {
  const { node } = place
  if (node.type !== 'BinaryExpression') return
  const arithmetic = [node.left, node.right].some(({ type }) => /^(String|Template)Literal$/.test(type))
    ? undefined
    : ARITHMETIC[node.operator]
  const kinds: [Kind, readonly string[]][] = [
    ['arithmetic', arithmetic === undefined ? [] : [arithmetic]],
    ['equality', EQUALITY[node.operator] ?? []],
  ]
  for (const [kind, operators] of kinds) {
    for (const operator of operators)
      yield { ...whole(place), kind, replacement: withOperator(place, source, node, operator) }
  }
}

function* unary(place: Place, source: string): Iterable<KindOfChange> {
  const { node } = place
  if (node.type !== 'UnaryExpression') return
  const argument = source.slice((node.start ?? 0) + node.operator.length, place.end)
  if (node.operator === '!') yield { ...whole(place), kind: 'boolean', replacement: argument }
  if (node.operator === '-' && node.argument.type !== 'NumericLiteral')
    yield { ...whole(place), kind: 'unary', replacement: `+${argument}` }
  if (node.operator === '-' && node.argument.type === 'NumericLiteral')
    yield { ...whole(place), kind: 'unary', replacement: argument }
  if (node.operator === '+') yield { ...whole(place), kind: 'unary', replacement: `-${argument}` }
  if (node.operator === '~') yield { ...whole(place), kind: 'unary', replacement: argument }
}

/** Decides which way to go: the test of a branch or loop, or a comparison, wherever it stands. */
function isCondition({ node, key, parent }: Place): boolean {
  if (node.type === 'BooleanLiteral') return false
  if (key === 'test' && parent?.node.type !== 'SwitchCase') return true
  return node.type === 'BinaryExpression' && EQUALITY[node.operator] !== undefined
}

function* always(place: Place, source: string): Iterable<KindOfChange> {
  const isLoop = place.key === 'test' && /^(For|While|DoWhile)Statement$/.test(place.parent?.node.type ?? '')
  // A loop that never ends is a test that hangs: it costs much and says little.
  for (const replacement of isLoop ? ['false'] : ['true', 'false']) {
    if (source.slice(place.start, place.end) !== replacement)
      yield { ...whole(place), kind: 'condition', replacement }
  }
}

function parenthesized(text: string, { start }: Place, left: Node): string {
  if (left.type !== 'LogicalExpression' || left.operator !== '??') return `(${text})`
  const length = (left.end ?? start) - start
  return `((${text.slice(0, length)})${text.slice(length)})`
}

interface Operation {
  left: { end?: number | null }
  right: { start?: number | null }
  operator: string
}

/** The text of an operation with another operator. Comments between the operands stay. */
function withOperator(place: Place, source: string, operation: Operation, operator: string): string {
  const from = operation.left.end ?? 0
  const between = source.slice(from, operation.right.start ?? 0)
  // Only the operator: the text between the operands may hold their parentheses.
  const at = from + between.indexOf(operation.operator)
  return source.slice(place.start, at) + operator + source.slice(at + operation.operator.length, place.end)
}

function whole({ start, end }: Place) {
  return { start, end }
}
