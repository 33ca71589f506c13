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
 * What one service takes of the pattern language.
 *
 * Lambda's filter criteria and SNS's filter policies are both Event Ruler rules (github.com/aws/event-ruler);
 * they differ in the operators that they document and in the few points below.
 */
export interface Dialect {
  readonly operators: ReadonlySet<Operator>
  /** What may stand inside `anything-but`, beside strings, numbers and lists of them. */
  readonly anythingBut: ReadonlySet<Operator>
  /** The largest magnitude of a number in `numeric` and `anything-but`. */
  readonly largestNumber: number
  /** Of an array in the message: must any one of its elements be something else, or every one? */
  readonly anythingButHoldsFor: 'any element' | 'every element'
  /** What `"exists": true` counts as there. */
  isPresent(value: Scalar): boolean
}
