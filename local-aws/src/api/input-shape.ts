/** The service's model of a member of a request. Bounds apply to lengths, or to the value of an integer. */
export type Shape =
  | Text
  | { type: 'integer'; minimum?: number; maximum?: number }
  | { type: 'boolean' }
  | { type: 'timestamp' }
  | { type: 'blob'; maximum: number }
  | { type: 'list'; member: Text | Structure; minimum?: number; maximum?: number }
  | { type: 'map'; key: Text; value: Text; minimum?: number; maximum?: number }
  | Structure

export interface Text {
  type: 'string'
  minimum?: number
  maximum?: number
  pattern?: RegExp
  values?: readonly string[]
}

export interface Structure {
  type: 'structure'
  members: Readonly<Record<string, Shape>>
  required: readonly string[]
}

export const text = (minimum: number, maximum: number, pattern?: RegExp): Text => ({
  type: 'string',
  minimum,
  maximum,
  pattern,
})
export const oneOf = (...values: string[]): Text => ({ type: 'string', values })
export const integer = (minimum: number, maximum?: number): Shape => ({ type: 'integer', minimum, maximum })
export const list = (member: Text | Structure, minimum: number, maximum: number): Shape => ({
  type: 'list',
  member,
  minimum,
  maximum,
})
export const TIMESTAMP: Shape = { type: 'timestamp' }

/** A `!` at the end of a member's name marks it as required. */
export function structure(described: Readonly<Record<string, Shape>>): Structure {
  const members: Record<string, Shape> = {}
  const required: string[] = []
  for (const [key, shape] of Object.entries(described)) {
    const name = key.replace('!', '')
    members[name] = shape
    if (name !== key) required.push(name)
  }
  return { type: 'structure', members, required }
}
