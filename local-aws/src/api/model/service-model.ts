import type { Constraint } from './constraint.ts'
import type { List, MapShape, Member, MemberLocation, Shape, Structure } from './input-shape.ts'
import type { ModelData, ShapeData } from './model-data.ts'

export interface ModelAdditions {
  /**
   * The members that the local AWS refuses by name, by structure; those of `*` in every structure that has them.
   *
   * @default - none
   */
  notSimulated?: Readonly<Record<string, readonly string[]>>
  /**
   * Members that no code of the service reads by name, and why they need none; a text is about a whole structure.
   *
   * @default - none
   */
  unread?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  /** Members that the service requires although the SDK does not, by structure. @default - none */
  required?: Readonly<Record<string, readonly string[]>>
  /** What the API reference says about values, by structure and member. @default - types and required members only */
  constraints?: Readonly<Record<string, Readonly<Record<string, Constraint>>>>
}

const UNIT: Structure = {
  type: 'structure',
  name: 'Unit',
  members: {},
  required: [],
  notSimulated: new Set(),
}

/** The inputs and outputs of a service's operations: the generated model with what this service adds to it. */
export class ServiceModel {
  readonly #data: ModelData
  readonly #additions: ModelAdditions
  readonly #shapes = new Map<string, Shape>()

  /** @throws Error if an addition is about a structure or member that the model does not have */
  constructor(data: ModelData, additions: ModelAdditions = {}) {
    this.#data = data
    this.#additions = additions
    const { '*': _anywhere, ...notSimulated } = additions.notSimulated ?? {}
    for (const [name, members] of Object.entries(notSimulated)) this.#expect(name, members)
    for (const [name, members] of Object.entries(additions.required ?? {})) this.#expect(name, members)
    for (const [name, members] of Object.entries(additions.unread ?? {})) {
      this.#expect(name, typeof members === 'string' ? [] : Object.keys(members))
    }
    for (const [name, members] of Object.entries(additions.constraints ?? {})) {
      this.#expect(name, Object.keys(members))
    }
  }

  /** Whether a member of a structure is declared as one that nothing reads. */
  isUnread(structure: string, member: string): boolean {
    const declared = this.#additions.unread?.[structure]
    return typeof declared === 'string' || declared?.[member] !== undefined
  }

  /** The names in the API reference. */
  get operations(): string[] {
    return Object.keys(this.#data.operations)
  }

  /** @throws Error for an operation that the model does not have */
  input(operation: string): Structure {
    return this.#typeOfOperation(operation, 0)
  }

  /** @throws Error if the model does not have the output of the operation */
  output(operation: string): Structure {
    return this.#typeOfOperation(operation, 1)
  }

  /** @param name such as `SendMessageRequest` */
  structure(name: string): Structure {
    const shape = this.#shape(name)
    if (shape.type !== 'structure') throw new Error(`${name} is no structure in the model.`)
    return shape
  }

  #typeOfOperation(operation: string, index: 0 | 1): Structure {
    const type = Object.hasOwn(this.#data.operations, operation)
      ? this.#data.operations[operation]?.[index]
      : undefined
    if (type === undefined) {
      throw new Error(
        `The model lacks the ${index === 0 ? 'input' : 'output'} of ${operation}: run "npm run models".`,
      )
    }
    return type === 'unit' ? UNIT : this.structure(type)
  }

  #expect(name: string, members: readonly string[]): void {
    const data = this.#data.shapes[name] as Readonly<Record<string, string>> | undefined
    if (!data) throw new Error(`The model has no shape ${name}.`)
    const unknown = members.find(member => data[member] === undefined)
    if (unknown !== undefined) throw new Error(`The model has no member ${unknown} of ${name}.`)
  }

  #typed(type: string): Shape {
    if (type.startsWith('[')) return { type: 'list', member: this.#typed(type.slice(1, -1)) }
    if (type.startsWith('{')) {
      return { type: 'map', key: { type: 'string' }, value: this.#typed(type.slice(1, -1)) }
    }
    switch (type) {
      case 'string':
      case 'number':
      case 'boolean':
      case 'timestamp':
      case 'document':
      case 'blob':
        return { type }
      default:
        return this.#shape(type)
    }
  }

  #shape(name: string): Shape {
    const known = this.#shapes.get(name)
    if (known) return known
    const data = this.#data.shapes[name]
    if (!data) throw new Error(`The model has no shape ${name}.`)
    return isCollection(data) ? this.#collection(name, data) : this.#structure(name, data)
  }

  #structure(name: string, data: Readonly<Record<string, string>>): Structure {
    const members: Record<string, Member> = Object.create(null)
    const { notSimulated: refused, required: added } = this.#additions
    const required = [
      ...Object.keys(data).filter(member => traitsOf(data[member]).includes('required')),
      ...(added?.[name] ?? []),
    ]
    const notSimulated = new Set([...(refused?.['*'] ?? []), ...(refused?.[name] ?? [])])
    const structure: Structure = { type: 'structure', name, members, required, notSimulated }
    // Before the members: a structure may contain itself.
    this.#shapes.set(name, structure)
    const constraints = this.#additions.constraints?.[name] ?? {}
    for (const [member, description] of Object.entries(data)) {
      members[member] = this.#member(description, constraints[member])
    }
    return structure
  }

  #member(description: string, constraint: Constraint | undefined): Member {
    const [type = ''] = description.split(' ')
    const traits = traitsOf(description)
    const shape = this.#typed(type)
    return {
      shape: constraint ? constrained(shape, constraint) : shape,
      xmlName: traitValue(traits, 'xml'),
      flattened: traits.includes('flattened') || undefined,
      location: locationOf(traits),
    }
  }

  #collection(name: string, [first, second]: readonly string[]): Shape {
    const names = [first, second].map(description => traitValue(traitsOf(description), 'xml'))
    const typed = (description = '') => this.#typed(description.split(' ')[0] as string)
    // Before the members: a collection may contain itself.
    const pending: Shape = { type: 'document' }
    if (second === undefined) {
      const list: List = { type: 'list', member: pending, memberName: names[0] }
      this.#shapes.set(name, list)
      list.member = typed(first)
      return list
    }
    const [key, value] = names
    const entryNames = key && value ? ([key, value] as const) : undefined
    const map: MapShape = { type: 'map', key: { type: 'string' }, value: pending, entryNames }
    this.#shapes.set(name, map)
    map.value = typed(second)
    return map
  }
}

/** @throws Error for a constraint that is about another type */
function constrained(shape: Shape, constraint: Constraint): Shape {
  if (shape.type === 'number' && (constraint.type === 'integer' || constraint.type === 'double'))
    return constraint
  if (shape.type === 'list' && constraint.type === 'list') {
    const { member, ...bounds } = constraint
    return { ...shape, ...bounds, member: member ? constrained(shape.member, member) : shape.member }
  }
  if (shape.type === 'map' && constraint.type === 'map') {
    const { key = shape.key, value, ...bounds } = constraint
    return { ...shape, ...bounds, key, value: value ? constrained(shape.value, value) : shape.value }
  }
  if (shape.type !== constraint.type)
    throw new Error(`A ${shape.type} cannot be constrained as ${constraint.type}.`)
  return { ...shape, ...constraint } as Shape
}

const traitsOf = (description = ''): string[] => description.split(' ').slice(1)

function traitValue(traits: readonly string[], name: string): string | undefined {
  return traits.find(trait => trait.startsWith(`${name}=`))?.slice(name.length + 1)
}

function locationOf(traits: readonly string[]): MemberLocation | undefined {
  if (traits.includes('label')) return { in: 'path' }
  if (traits.includes('payload')) return { in: 'payload' }
  const query = traitValue(traits, 'query')
  if (query !== undefined) return { in: 'query', name: query }
  const header = traitValue(traits, 'header')
  return header === undefined ? undefined : { in: 'header', name: header.toLowerCase() }
}

function isCollection(data: ShapeData): data is readonly [string] | readonly [string, string] {
  return Array.isArray(data)
}
