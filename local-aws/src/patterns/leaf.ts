import type { Dialect, Operator } from './dialect.ts'
import { InvalidPatternError } from './invalid-pattern.ts'
import { compileExclusion, compileValueOperator } from './operators.ts'
import { isScalar, type Scalar } from './value.ts'

/** The conditions in an array of a pattern on the values of its field: at least one must hold. */
export interface Leaf {
  /** `values` is empty if the message lacks the field. */
  holds(values: readonly Scalar[]): boolean
  /** Whether it also matches if the field is absent (`"exists": false`). */
  readonly takesAbsence: boolean
}

type ValuesTest = (values: readonly Scalar[]) => boolean

export function compileLeaf(members: readonly unknown[], dialect: Dialect): Leaf {
  if (members.length === 0) throw new InvalidPatternError('Empty arrays are not allowed')
  const literals = new Set<Scalar>(members.filter(isScalar))
  const expressions = members.filter(member => !isScalar(member)).map(expressionOf)
  const tests = expressions
    .map(([operator, operand]) => compileExpression(operator, operand, dialect))
    .filter(test => test !== undefined)
  return {
    holds: values => values.some(value => literals.has(value)) || tests.some(test => test(values)),
    takesAbsence: expressions.some(([operator, operand]) => operator === 'exists' && operand === false),
  }
}

function expressionOf(member: unknown): [name: string, operand: unknown] {
  if (typeof member !== 'object' || member === null || Array.isArray(member)) {
    throw new InvalidPatternError('Match value must be String, number, true, false, or null')
  }
  const [entry, ...more] = Object.entries(member)
  if (!entry) throw new InvalidPatternError('Match expression name not found')
  if (more.length > 0) throw new InvalidPatternError('Only one key allowed in match expression')
  return entry
}

/** Undefined for `"exists": false`, the only expression that no value satisfies. */
function compileExpression(name: string, operand: unknown, dialect: Dialect): ValuesTest | undefined {
  const operator = name as Operator
  if (!dialect.operators.has(operator)) throw new InvalidPatternError(`Unrecognized match type ${name}`)
  switch (operator) {
    case 'exists':
      return compileExists(operand, dialect)
    case 'anything-but':
      return compileAnythingBut(operand, dialect)
    default: {
      const test = compileValueOperator(operator, operand, dialect)
      return values => values.some(test)
    }
  }
}

function compileExists(operand: unknown, dialect: Dialect): ValuesTest | undefined {
  if (typeof operand !== 'boolean') {
    throw new InvalidPatternError('exists match pattern must be either true or false.')
  }
  return operand ? values => values.some(dialect.isPresent) : undefined
}

function compileAnythingBut(operand: unknown, dialect: Dialect): ValuesTest {
  const excluded = compileExclusion(operand, dialect)
  if (dialect.anythingButHoldsFor === 'any element') return values => values.some(value => !excluded(value))
  return values => values.length > 0 && !values.some(excluded)
}
