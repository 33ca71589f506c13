import { compileCall } from './compile-call.ts'
import { type Compiled, compiledCondition, compiledValue } from './compiled.ts'
import { atPath } from './json-path.ts'
import { malformedQuery } from './malformed-query.ts'
import { neverEscaped } from './scope.ts'
import type { Surroundings } from './surroundings.ts'
import type { ArithmeticOperator, ComparisonOperator, Expression } from './syntax-tree.ts'
import { compare, finite, fromJson, numberOf, textOf, type Value } from './value.ts'

/** @throws AwsError `MalformedQueryException` */
export function compileExpression(expression: Expression, surroundings: Surroundings): Compiled {
  const { scope } = surroundings
  const compile = (part: Expression) => compileExpression(part, surroundings)
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression
      return compiledValue(() => value, 'plain')
    }
    case 'field':
      return scope.field(expression.path, expression)
    case 'element':
      return compileElement(compile(expression.of), expression.index)
    case 'call':
      return scope.made(expression.text) ?? compileCall(expression, surroundings, compile)
    case 'arithmetic':
      return (
        scope.made(expression.text) ??
        compileArithmetic(expression.operator, compile(expression.left), compile(expression.right))
      )
    case 'comparison':
      return compileComparison(expression, compile(expression.left), compile(expression.right))
    case 'and': {
      const operands = expression.operands.map(compile)
      return compiledCondition(
        row => operands.every(({ test }) => test(row)),
        operands.flatMap(({ needles }) => needles),
      )
    }
    case 'or': {
      const operands = expression.operands.map(compile)
      return compiledCondition(row => operands.some(({ test }) => test(row)))
    }
    case 'not': {
      const { test } = compile(expression.operand)
      return compiledCondition(row => !test(row))
    }
    case 'in':
      return compileMembership(compile(expression.operand), expression.list)
    case 'like':
      return compileLikeness(compile(expression.operand), expression.pattern)
    case 'period':
    case 'everything':
      throw malformedQuery(`unexpected symbol found ${expression.text}`, expression)
  }
}

/** `list[0]`; in a map, the index is the name of a member. */
function compileElement({ read }: Compiled, index: number): Compiled {
  return compiledValue(row => fromJson(atPath(read(row), [String(index)])), 'plain')
}

const ARITHMETIC: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
}

function compileArithmetic(operator: ArithmeticOperator, left: Compiled, right: Compiled): Compiled {
  const calculate = ARITHMETIC[operator]
  return compiledValue(row => {
    const [a, b] = [numberOf(left.read(row)), numberOf(right.read(row))]
    return a === undefined || b === undefined ? undefined : finite(calculate(a, b))
  }, 'rounded')
}

const COMPARISONS: Readonly<Record<ComparisonOperator, (difference: number) => boolean>> = {
  '=': difference => difference === 0,
  '!=': difference => difference !== 0,
  '<': difference => difference < 0,
  '<=': difference => difference <= 0,
  '>': difference => difference > 0,
  '>=': difference => difference >= 0,
}

/** What is missing differs from everything and has no place in an order. */
function compileComparison(
  { operator, right: operand }: Expression & { kind: 'comparison' },
  left: Compiled,
  right: Compiled,
): Compiled {
  const holds = COMPARISONS[operator]
  const isLiteral = operand.kind === 'literal'
  if (isLiteral && typeof operand.value === 'number') return compareWithNumber(operator, left, operand.value)
  const difference = (a: Value, b: Value) => compare(a, b) ?? Number.NaN
  const isText = isLiteral && numberOf(operand.value) === undefined
  const value = isText && operator === '=' ? neverEscaped(String(operand.value)) : []
  const needles = operator === '!=' || left.needles.length === 0 ? [] : [...value, ...left.needles]
  return compiledCondition(row => holds(difference(left.read(row), right.read(row))), needles)
}

function compareWithNumber(
  operator: ComparisonOperator,
  { read, needles }: Compiled,
  number: number,
): Compiled {
  const holds = COMPARISONS[operator]
  return compiledCondition(
    row => {
      const value = read(row)
      return holds((typeof value === 'number' ? value : (numberOf(value) ?? Number.NaN)) - number)
    },
    operator === '!=' ? [] : needles,
  )
}

function compileMembership({ read, needles }: Compiled, list: readonly (string | number)[]): Compiled {
  const members = new Set(list.map(canonical))
  return compiledCondition(row => {
    const value = read(row)
    return value !== undefined && members.has(canonical(value))
  }, needles)
}

/** Equal for equal values: 1 and "1.0". */
function canonical(value: Value): string | number | undefined {
  return numberOf(value) ?? textOf(value)
}

function compileLikeness(
  { read, needles }: Compiled,
  pattern: (Expression & { kind: 'like' })['pattern'],
): Compiled {
  const matches =
    typeof pattern === 'string'
      ? (text: string) => text.includes(pattern)
      : (text: string) => pattern.test(text)
  return compiledCondition(row => {
    const text = textOf(read(row))
    return text !== undefined && matches(text)
  }, needles)
}
