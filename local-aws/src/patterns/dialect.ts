import type { Scalar } from './value.ts'

export type Operator =
  | 'anything-but'
  | 'cidr'
  | 'equals-ignore-case'
  | 'exists'
  | 'numeric'
  | 'prefix'
  | 'suffix'
  | 'wildcard'

/**
 * The features of the pattern language that one service supports.
 *
 * Lambda's filter criteria and SNS's filter policies are both Event Ruler rules (github.com/aws/event-ruler); they
 * differ in their documented operators and in the following points.
 */
export interface Dialect {
  readonly operators: ReadonlySet<Operator>
  /** The operators that `anything-but` may contain, besides strings, numbers and lists of them. */
  readonly anythingBut: ReadonlySet<Operator>
  /** The largest magnitude of a number in `numeric` and `anything-but`. */
  readonly largestNumber: number
  /** For an array in the message: whether any element must differ, or every element. */
  readonly anythingButHoldsFor: 'any element' | 'every element'
  /** Whether a value counts as present for `"exists": true`. */
  isPresent(value: Scalar): boolean
}
