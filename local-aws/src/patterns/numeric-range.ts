import { InvalidPatternError } from './invalid-pattern.ts'

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

/**
 * `["=", 5]`, `["<", 10]`, or with the lower bound first, `[">", 0, "<=", 5]`.
 *
 * @throws InvalidPatternError with the message of Event Ruler
 */
export function compileNumericRange(expression: unknown, largestNumber: number): (value: number) => boolean {
  if (!Array.isArray(expression)) throw new InvalidPatternError('Value of numeric must be an array.')
  const [operator, bound, ...second] = expression as unknown[]
  if (typeof operator !== 'string') {
    throw new InvalidPatternError(
      `Invalid member in numeric match: ${expression.length === 0 ? ']' : operator}`,
    )
  }
  const compare = COMPARISONS[operator]
  if (!compare) throw new InvalidPatternError(`Unrecognized numeric range operator: ${operator}`)
  const from = numberAfter(operator, bound, largestNumber)
  if (second.length === 0) return value => compare(value, from)

  if (operator !== '>' && operator !== '>=') {
    throw new InvalidPatternError('Too many elements in numeric expression')
  }
  const { compareTop, top } = upperBound(second, largestNumber)
  if (from >= top) throw new InvalidPatternError('Bottom must be less than top')
  return value => compare(value, from) && compareTop(value, top)
}

function upperBound([operator, bound, ...more]: unknown[], largestNumber: number) {
  if (typeof operator !== 'string') throw new InvalidPatternError(`Bad value in numeric range: ${operator}`)
  const compareTop = operator === '<' || operator === '<=' ? COMPARISONS[operator] : undefined
  if (!compareTop) throw new InvalidPatternError(`Bad numeric range operator: ${operator}`)
  const top = numberAfter(operator, bound, largestNumber)
  if (more.length > 0) throw new InvalidPatternError('Too many terms in numeric range expression')
  return { compareTop, top }
}

function numberAfter(operator: string, value: unknown, largestNumber: number): number {
  if (typeof value !== 'number') {
    throw new InvalidPatternError(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`)
  }
  return checkNumberRange(value, largestNumber)
}

/** @throws InvalidPatternError beyond `largestNumber` */
export function checkNumberRange(value: number, largestNumber: number): number {
  if (Math.abs(value) <= largestNumber) return value
  throw new InvalidPatternError(
    `Value must be between ${-largestNumber} and ${largestNumber}, inclusive, not ${value}`,
  )
}
