import type { Call } from '../tree.ts'

/** A call as a translation sees it: its arguments are DuckDB's SQL already. */
export type PrintedCall = {
  readonly call: Call
  /** All arguments. */
  readonly args: readonly string[]
  argument(index: number): string
  /** What a lambda among the arguments gives where its parameters have these values. */
  body(index: number, values: readonly string[]): string
  /** A name for a parameter of a lambda that no other has. */
  fresh(): string
  /** The current time in DuckDB's SQL: the same for the whole statement. */
  readonly now: string
  /** The call of a DuckDB aggregate with this call's DISTINCT, ORDER BY, FILTER and OVER. */
  aggregate(name: string, args: readonly string[]): string
  /** The value of an argument that is a string literal. */
  text(index: number): string | undefined
}

/** How a function of Athena is written in DuckDB. */
export type Translation = {
  readonly kind: 'scalar' | 'aggregate' | 'window'
  readonly minimum: number
  readonly maximum: number
  print(call: PrintedCall): string
}

export type Family = Readonly<Record<string, Translation>>

/** A function that DuckDB has under this name, with the same semantics. */
export function same(name: string, minimum: number, maximum = minimum): Translation {
  return scalar(minimum, maximum, ({ args }) => `${name}(${args.join(', ')})`)
}

/** A function that a macro of the prelude defines. */
export function macro(name: string, minimum: number, maximum = minimum): Translation {
  return same(`trino_${name}`, minimum, maximum)
}

export function scalar(minimum: number, maximum: number, print: (call: PrintedCall) => string): Translation {
  return { kind: 'scalar', minimum, maximum, print }
}

export function aggregate(
  minimum: number,
  maximum: number,
  print: (call: PrintedCall) => string,
): Translation {
  return { kind: 'aggregate', minimum, maximum, print }
}

/** An aggregate that DuckDB has, with the same semantics. */
export function sameAggregate(name: string, minimum: number, maximum = minimum): Translation {
  return aggregate(minimum, maximum, call => call.aggregate(name, call.args))
}
