import { compileAddressBlock } from './address-block.ts'
import type { Dialect, Operator } from './dialect.ts'
import { InvalidPatternError } from './invalid-pattern.ts'
import { checkNumberRange, compileNumericRange } from './numeric-range.ts'
import type { Scalar } from './value.ts'
import { compileWildcard } from './wildcard.ts'

/** Whether one value of the message matches. */
export type ValueTest = (value: Scalar) => boolean

type TextOperator = Extract<Operator, 'cidr' | 'equals-ignore-case' | 'prefix' | 'suffix' | 'wildcard'>

const TEXT_OPERATORS: Readonly<Record<TextOperator, (operand: string) => (text: string) => boolean>> = {
  cidr: compileAddressBlock,
  'equals-ignore-case': operand => text => text.toLowerCase() === operand.toLowerCase(),
  prefix: operand => text => text.startsWith(operand),
  suffix: operand => text => text.endsWith(operand),
  wildcard: compileWildcard,
}

/** Compiles every operator except `exists` and `anything-but`; these operators test a single value. */
export function compileValueOperator(operator: Operator, operand: unknown, dialect: Dialect): ValueTest {
  if (operator === 'numeric') {
    const inRange = compileNumericRange(operand, dialect.largestNumber)
    return value => typeof value === 'number' && inRange(value)
  }
  return compileTextOperator(operator as TextOperator, operand)
}

function compileTextOperator(operator: TextOperator, operand: unknown): ValueTest {
  if (typeof operand !== 'string') {
    // Event Ruler's message also says "prefix" for cidr.
    const name = operator === 'cidr' ? 'prefix' : operator
    throw new InvalidPatternError(`${name} match pattern must be a string`)
  }
  const test = TEXT_OPERATORS[operator](operand)
  return value => typeof value === 'string' && test(value)
}

/** The values that `anything-but` excludes: one value, several of the same type, or those that an operator matches. */
export function compileExclusion(operand: unknown, dialect: Dialect): ValueTest {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    return compileExcludedMatch(operand as Record<string, unknown>, dialect)
  }
  if (!Array.isArray(operand) && typeof operand !== 'string' && typeof operand !== 'number') {
    throw new InvalidPatternError('Value of anything-but must be an array or single string/number value.')
  }
  return compileExcludedValues([operand].flat(), dialect)
}

function compileExcludedValues(values: readonly unknown[], dialect: Dialect): ValueTest {
  const excluded = new Set<Scalar>()
  for (const value of values) {
    if (typeof value === 'number') checkNumberRange(value, dialect.largestNumber)
    else if (typeof value !== 'string') {
      throw new InvalidPatternError('Inside anything but list, start|null|boolean is not supported.')
    }
    excluded.add(value)
  }
  if (new Set(values.map(value => typeof value)).size !== 1) {
    throw new InvalidPatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    )
  }
  return value => excluded.has(value)
}

function compileExcludedMatch(expression: Record<string, unknown>, dialect: Dialect): ValueTest {
  const [entry, ...more] = Object.entries(expression)
  if (!entry) throw new InvalidPatternError('Anything-But expression name not found')
  if (more.length > 0) throw new InvalidPatternError('Only one key allowed in match expression')
  const [name, operand] = entry
  if (!dialect.anythingBut.has(name as Operator)) {
    throw new InvalidPatternError(`Unsupported anything-but pattern: ${name}`)
  }
  const operands = [operand].flat()
  if ((name === 'prefix' || name === 'suffix') && operands.includes('')) {
    throw new InvalidPatternError('Null prefix/suffix not allowed')
  }
  const tests = operands.map(each => compileTextOperator(name as TextOperator, each))
  return value => tests.some(test => test(value))
}
