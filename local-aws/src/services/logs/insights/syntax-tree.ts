import type { Regex } from '../regex/regex.ts'
import type { Span } from './malformed-query.ts'

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^'
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>='

/** What has a value for each event. */
export type Expression = Span & {
  /** As it is written in the query: the name of a column that has no other. */
  text: string
} & (
    | { kind: 'literal'; value: string | number }
    | { kind: 'period'; count: number; unit: string }
    | { kind: 'field'; path: string[]; name: string }
    | { kind: 'element'; of: Expression; index: number }
    | { kind: 'call'; name: string; arguments: Expression[] }
    /** The argument of `count(*)`. */
    | { kind: 'everything' }
    | { kind: 'arithmetic'; operator: ArithmeticOperator; left: Expression; right: Expression }
    | { kind: 'comparison'; operator: ComparisonOperator; left: Expression; right: Expression }
    | { kind: 'and' | 'or'; operands: Expression[] }
    | { kind: 'not'; operand: Expression }
    | { kind: 'in'; operand: Expression; list: (string | number)[] }
    | { kind: 'like'; operand: Expression; pattern: string | Regex }
  )

/** An expression and the name that it gets by `as`. */
export interface Item {
  expression: Expression
  alias: (Span & { name: string }) | undefined
}

export type Alias = Span & { name: string }

export type Command = Span &
  (
    | { kind: 'fields' | 'display'; items: Item[] }
    | { kind: 'filter'; condition: Expression }
    /** Each of the names is of the wildcard or the group with that number, from 0. */
    | { kind: 'parse'; source: Expression; pattern: string | Regex; names: (Alias & { part: number })[] }
    | { kind: 'stats'; items: Item[]; by: Item[] }
    | { kind: 'sort'; keys: { expression: Expression; descending: boolean }[] }
    /** `any`: "stop the query as soon as N matching log events are found". */
    | { kind: 'limit'; count: number; any: boolean }
    | { kind: 'dedup'; keys: Expression[] }
    | { kind: 'unnest'; list: Expression; name: Alias }
  )
