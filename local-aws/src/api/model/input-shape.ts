/** The type of a value in a service's model. Bounds apply to lengths, or to the value of an integer. */
export type Shape =
  | Text
  | { type: 'integer'; minimum?: number; maximum?: number }
  | { type: 'number' }
  /** A number that may also be NaN or infinite. */
  | { type: 'double' }
  | { type: 'boolean' }
  | { type: 'timestamp' }
  | { type: 'document' }
  | { type: 'blob'; maximum?: number }
  | List
  | MapShape
  | Structure

export interface Text {
  type: 'string'
  minimum?: number
  maximum?: number
  pattern?: RegExp
  values?: readonly string[]
}

export interface List {
  type: 'list'
  member: Shape
  minimum?: number
  maximum?: number
  /** The name of an item's element in Query. @default - `member` */
  memberName?: string
}

export interface MapShape {
  type: 'map'
  key: Text
  value: Shape
  minimum?: number
  maximum?: number
  /** The elements of an entry in Query. @default - `key` and `value` */
  entryNames?: readonly [key: string, value: string]
}

export interface Structure {
  type: 'structure'
  /** The name in the service's model, such as `SendMessageRequest`. */
  name: string
  members: Readonly<Record<string, Member>>
  required: readonly string[]
  /** Members of the model that the local AWS refuses by name. */
  notSimulated: ReadonlySet<string>
}

export interface Member {
  shape: Shape
  /** The element's name in Query, where it is not the member's. */
  xmlName?: string
  /** Whether the items of the list or map have no element around them. */
  flattened?: true
  /** The part of an HTTP request that carries the member, where it is not the body. */
  location?: MemberLocation
}

export type MemberLocation =
  | { in: 'path' }
  | { in: 'payload' }
  | { in: 'query'; name: string }
  | { in: 'header'; name: string }
