import type { Text } from './input-shape.ts'

/** What the API reference says about the values of a member, beyond the type that the service's model has. */
export type Constraint =
  | Text
  | { type: 'integer'; minimum?: number; maximum?: number }
  | { type: 'double' }
  | { type: 'blob'; maximum: number }
  | { type: 'list'; member?: Constraint; minimum?: number; maximum?: number }
  | { type: 'map'; key?: Text; value?: Text; minimum?: number; maximum?: number }

export const text = (minimum: number, maximum: number, pattern?: RegExp): Text => ({
  type: 'string',
  minimum,
  maximum,
  pattern,
})
export const oneOf = (...values: string[]): Text => ({ type: 'string', values })
export const integer = (minimum: number, maximum?: number): Constraint => ({
  type: 'integer',
  minimum,
  maximum,
})
/** A list with bounds of its length, and constraints of its items if these are no structures. */
export const list = (minimum: number, maximum: number, member?: Constraint): Constraint => ({
  type: 'list',
  member,
  minimum,
  maximum,
})
