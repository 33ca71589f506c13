import type * as z from 'zod/mini'

/** A contract that no column of a Glue table can hold. The message names the member. */
export class UnmappedMemberError extends Error {
  override readonly name = 'UnmappedMemberError'

  constructor(member: string, reason: string, remedy: string) {
    super(`${member}: ${reason} ${remedy}`)
  }
}

/** Hive's type of a struct, by member; all others are its name in Hive: `string`. */
export type HiveType = string | HiveStruct

/** The members of a struct, in order. Their names are in lower case. */
export type HiveStruct = ReadonlyMap<string, HiveType>

/** The parts of zod's definitions that tell the types apart, which are the same in all of its flavours. */
interface Definition {
  readonly type: string
  readonly format?: string
  readonly shape?: Readonly<Record<string, z.ZodMiniType>>
  readonly element?: z.ZodMiniType
  readonly innerType?: z.ZodMiniType
  readonly valueType?: z.ZodMiniType
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly options?: readonly z.ZodMiniType[]
}

const WHOLE: readonly string[] = ['safeint', 'int32', 'uint32']

/** Wrappers that change which values are allowed, and not how a value looks in JSON. */
const WRAPPERS: readonly string[] = ['optional', 'nullable', 'readonly', 'default', 'nonoptional', 'catch']

/**
 * The Hive type of a member of a contract, as the JSON SerDe reads it.
 *
 * Names become lower case: Hive keeps no case, and the SerDe compares keys in lower case (`case.insensitive`, Athena,
 * OpenX JSON SerDe).
 *
 * @param member its path, for the error: `data.quantity`
 * @throws UnmappedMemberError for a schema that has no type in Hive
 */
export function hiveType(schema: z.ZodMiniType, member: string): HiveType {
  const definition = schema._zod.def as Definition
  const { type } = definition
  if (WRAPPERS.includes(type)) return ofMember(definition.innerType, member)
  switch (type) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'number':
      return WHOLE.includes(definition.format ?? '') ? 'bigint' : 'double'
    case 'literal':
      return ofValues(definition.values ?? [], member)
    case 'enum':
      return ofValues(Object.values(definition.entries ?? {}), member)
    case 'array':
      return `array<${written(ofMember(definition.element, `${member}[]`))}>`
    case 'record':
      return `map<string,${written(ofMember(definition.valueType, `${member}{}`))}>`
    case 'object':
      return struct(definition.shape ?? {}, member)
    case 'union':
      return (definition.options ?? []).map(option => hiveType(option, member)).reduce(merging(member))
    default:
      throw new UnmappedMemberError(
        member,
        `a column cannot hold the zod type "${type}".`,
        'Use text, a number, a boolean, an object or a list of these, or map the type in hive-type.ts.',
      )
  }
}

/** @returns what both are, where one has members that the other lacks @throws UnmappedMemberError if they differ */
export function merged(one: HiveType, other: HiveType, member: string): HiveType {
  if (typeof one !== 'string' && typeof other !== 'string') {
    const members = new Map(one)
    for (const [name, type] of other) {
      const known = members.get(name)
      members.set(name, known === undefined ? type : merged(known, type, `${member}.${name}`))
    }
    return members
  }
  if (one === other) return one
  throw new UnmappedMemberError(
    member,
    `it is both ${written(one)} and ${written(other)}, and a column has one type.`,
    'Give one of the members another name.',
  )
}

/** As a Glue table takes it: `struct<sessionid:string,quantity:bigint>`. */
export function written(type: HiveType): string {
  if (typeof type === 'string') return type
  return `struct<${Array.from(type, ([name, of]) => `${name}:${written(of)}`).join(',')}>`
}

function merging(member: string) {
  return (one: HiveType, other: HiveType) => merged(one, other, member)
}

function ofMember(schema: z.ZodMiniType | undefined, member: string): HiveType {
  if (schema) return hiveType(schema, member)
  throw new UnmappedMemberError(member, 'zod does not say what is in it.', 'Map its type in hive-type.ts.')
}

function ofValues(values: readonly unknown[], member: string): HiveType {
  const kinds = new Set(values.map(value => typeof value))
  const [kind] = kinds
  if (kinds.size === 1 && kind === 'string') return 'string'
  if (kinds.size === 1 && kind === 'boolean') return 'boolean'
  if (values.length > 0 && values.every(Number.isInteger)) return 'bigint'
  throw new UnmappedMemberError(
    member,
    `it is one of ${JSON.stringify(values)}.`,
    'Use values of one type: text, whole numbers or booleans.',
  )
}

function struct(shape: Readonly<Record<string, z.ZodMiniType>>, member: string): HiveStruct {
  const members = new Map<string, HiveType>()
  for (const [name, schema] of Object.entries(shape)) {
    const path = `${member}.${name}`
    const column = columnName(name, path)
    if (members.has(column)) {
      throw new UnmappedMemberError(
        path,
        `another member is called ${column} in lower case, too.`,
        'Rename one of them.',
      )
    }
    members.set(column, hiveType(schema, path))
  }
  return members
}

/** Athena, Names for tables, databases, and columns: letters, digits and underscores. */
function columnName(name: string, path: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name.toLowerCase()
  throw new UnmappedMemberError(
    path,
    'its name is no column.',
    'Use letters, digits and underscores, the first no digit.',
  )
}
