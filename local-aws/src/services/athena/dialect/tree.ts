import type { Position } from './query-error.ts'

/** A name as Trino reads it: lower case, whether it was quoted or not. */
export type Name = { readonly text: string; readonly at: Position }

export type TypeName =
  | {
      readonly kind: 'simple'
      readonly name: string
      readonly parameters: readonly number[]
      readonly at: Position
    }
  | { readonly kind: 'array'; readonly element: TypeName }
  | { readonly kind: 'map'; readonly key: TypeName; readonly value: TypeName }
  | { readonly kind: 'row'; readonly fields: readonly { name?: string; type: TypeName }[] }

export type SortItem = {
  readonly value: Expression
  readonly descending: boolean
  readonly nulls: 'first' | 'last'
}

export type FrameBound =
  | { readonly kind: 'unbounded preceding' | 'unbounded following' | 'current row' }
  | { readonly kind: 'preceding' | 'following'; readonly value: Expression }

export type Frame = {
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBound
  readonly end?: FrameBound
}

export type WindowSpecification = {
  readonly base?: string
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly SortItem[]
  readonly frame?: Frame
}

export type Call = {
  readonly kind: 'call'
  readonly name: string
  readonly at: Position
  readonly distinct: boolean
  /** `count(*)`. */
  readonly star: boolean
  readonly args: readonly Expression[]
  readonly orderBy: readonly SortItem[]
  readonly filter?: Expression
  readonly nulls?: 'ignore' | 'respect'
  readonly over?: string | WindowSpecification
}

export type Quantifier = 'all' | 'any'

/** An expression, as Trino's grammar has it. `at` is where it starts. */
export type Expression = { readonly at: Position } & (
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'string' | 'integer' | 'decimal' | 'double' | 'binary'; readonly text: string }
  | { readonly kind: 'typed literal'; readonly type: TypeName; readonly text: string }
  | {
      readonly kind: 'interval'
      readonly sign: '' | '-'
      readonly text: string
      readonly from: string
      readonly to?: string
    }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'name'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'field'; readonly base: Expression; readonly name: string }
  | { readonly kind: 'subscript'; readonly base: Expression; readonly index: Expression }
  | { readonly kind: 'not' | 'minus' | 'plus'; readonly operand: Expression }
  | {
      readonly kind: 'binary operator'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'logical'; readonly operator: 'AND' | 'OR'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'quantified'
      readonly operator: string
      readonly quantifier: Quantifier
      readonly left: Expression
      readonly query: Query
    }
  | {
      readonly kind: 'between'
      readonly negated: boolean
      readonly value: Expression
      readonly low: Expression
      readonly high: Expression
    }
  | {
      readonly kind: 'in list'
      readonly negated: boolean
      readonly value: Expression
      readonly list: readonly Expression[]
    }
  | {
      readonly kind: 'in query'
      readonly negated: boolean
      readonly value: Expression
      readonly query: Query
    }
  | {
      readonly kind: 'like'
      readonly negated: boolean
      readonly value: Expression
      readonly pattern: Expression
      readonly escape?: Expression
    }
  | { readonly kind: 'is null'; readonly negated: boolean; readonly value: Expression }
  | {
      readonly kind: 'is distinct'
      readonly negated: boolean
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'at time zone'; readonly value: Expression; readonly zone: Expression }
  | {
      readonly kind: 'case'
      readonly operand?: Expression
      readonly branches: readonly { when: Expression; result: Expression }[]
      readonly otherwise?: Expression
    }
  | { readonly kind: 'cast'; readonly safe: boolean; readonly value: Expression; readonly type: TypeName }
  | { readonly kind: 'extract'; readonly field: string; readonly value: Expression }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'row'; readonly items: readonly Expression[] }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
  | { readonly kind: 'scalar query' | 'exists'; readonly query: Query }
  | { readonly kind: 'current'; readonly what: string }
  | Call
)

export type SelectItem =
  | { readonly kind: 'star'; readonly relation?: readonly Name[] }
  | { readonly kind: 'expression'; readonly value: Expression; readonly alias?: string }

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross'

export type Relation =
  | { readonly kind: 'table'; readonly parts: readonly Name[] }
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'lateral'; readonly query: Query }
  | {
      readonly kind: 'unnest'
      readonly items: readonly Expression[]
      readonly ordinality: boolean
      readonly at: Position
    }
  | {
      readonly kind: 'aliased'
      readonly relation: Relation
      readonly alias: string
      readonly columns?: readonly string[]
    }
  | {
      readonly kind: 'sample'
      readonly relation: Relation
      readonly method: string
      readonly percentage: Expression
    }
  | {
      readonly kind: 'join'
      readonly join: JoinKind
      readonly natural: boolean
      readonly left: Relation
      readonly right: Relation
      readonly on?: Expression
      readonly using?: readonly string[]
    }

export type GroupingElement =
  | { readonly kind: 'simple'; readonly items: readonly Expression[]; readonly parenthesized: boolean }
  | { readonly kind: 'rollup' | 'cube' | 'grouping sets'; readonly sets: readonly (readonly Expression[])[] }

export type QueryBody =
  | {
      readonly kind: 'select'
      readonly distinct: boolean
      readonly items: readonly SelectItem[]
      readonly from: readonly Relation[]
      readonly where?: Expression
      readonly groupBy: readonly GroupingElement[]
      readonly groupByDistinct: boolean
      readonly having?: Expression
      readonly windows: readonly { name: string; window: WindowSpecification }[]
      readonly at: Position
    }
  | { readonly kind: 'values'; readonly rows: readonly Expression[] }
  | { readonly kind: 'table'; readonly parts: readonly Name[] }
  | { readonly kind: 'nested'; readonly query: Query }
  | {
      readonly kind: 'set operation'
      readonly operator: 'union' | 'intersect' | 'except'
      readonly distinct: boolean
      readonly left: QueryBody
      readonly right: QueryBody
    }

export type CommonTable = {
  readonly name: string
  readonly columns?: readonly string[]
  readonly query: Query
}

export type Query = {
  readonly recursive: boolean
  readonly with: readonly CommonTable[]
  readonly body: QueryBody
  readonly orderBy: readonly SortItem[]
  readonly offset?: Expression
  /** `all` is `LIMIT ALL`. */
  readonly limit?: Expression | 'all'
  readonly withTies: boolean
}
