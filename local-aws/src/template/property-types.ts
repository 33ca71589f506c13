import { TemplateError } from './template.ts'

/** The type of a resource's property. */
export interface PropertyType<Value> {
  /**
   * @param given the value in the template; undefined if it is missing
   * @throws TemplateError with the reason, to be prefixed by the property's name
   */
  read(given: unknown): Value
}

/** The type of an optional property. */
export interface OptionalProperty<Value> extends PropertyType<Value | undefined> {
  /** The same type for a required property. */
  readonly required: PropertyType<Value>
}

/** The types of the properties that a resource type reads, by name. */
export type PropertyTypes<Properties extends object> = {
  readonly [Name in keyof Properties]: PropertyType<Properties[Name]>
}

/** The properties with these types. */
export type PropertiesOf<Types> = {
  readonly [Name in keyof Types]: Types[Name] extends PropertyType<infer Value> ? Value : never
}

/** A string; like CloudFormation, accepts numbers and booleans. */
export const text = optional('a string', given => (isScalar(given) ? String(given) : undefined))

/** A number, or a number as text. */
export const number = optional('a number', given => {
  const isNumeric = typeof given === 'number' || (typeof given === 'string' && given.trim() !== '')
  return isNumeric && !Number.isNaN(Number(given)) ? Number(given) : undefined
})

/** A boolean, or a boolean as text in any case: tools write `True` as well. */
export const flag = optional('true or false', given => {
  if (typeof given === 'boolean') return given
  const text = typeof given === 'string' ? given.toLowerCase() : given
  return text === 'true' || text === 'false' ? text === 'true' : undefined
})

export const texts = optional('a list of strings', given =>
  Array.isArray(given) && given.every(isScalar) ? given.map(String) : undefined,
)

export const tags = optional('a list of keys and values', given => {
  if (!Array.isArray(given) || !given.every(isTag)) return undefined
  return given.map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }))
})

/** An attribute in the form of the API: JSON documents and all other values as text. */
export const attribute = optional('a string or a JSON document', given => {
  if (isScalar(given)) return String(given)
  return given === null ? undefined : JSON.stringify(given)
})

/** An object. The service checks its members, as in an API request. */
export function structure<Value extends object>(): OptionalProperty<Value> {
  return optional('an object', given => (isStructure<Value>(given) ? given : undefined))
}

/** A list of objects, each as in {@link structure}. */
export function structures<Value extends object>(): OptionalProperty<Value[]> {
  return optional('a list of objects', given =>
    Array.isArray(given) && given.every(isStructure<Value>) ? given : undefined,
  )
}

/** A JSON document, which may be an object or text in a template. */
export function document<Value extends object>(): OptionalProperty<Value> {
  return optional('a JSON document', given => {
    const parsed = typeof given === 'string' ? parse(given) : given
    return isStructure<Value>(parsed) ? parsed : undefined
  })
}

/** The same type for each of `names`. */
export function each<Name extends string, Value>(
  names: readonly Name[],
  type: PropertyType<Value>,
): Readonly<Record<Name, PropertyType<Value>>> {
  return Object.fromEntries(names.map(name => [name, type])) as Record<Name, PropertyType<Value>>
}

/** Removes undefined members. */
export function present<Value>(members: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/**
 * The properties in `given` that `types` contains.
 *
 * @throws TemplateError for the first property with the wrong type
 */
export function checkedProperties<Properties extends object>(
  types: PropertyTypes<Properties>,
  given: Readonly<Record<string, unknown>>,
): Properties {
  const checked: Partial<Properties> = {}
  for (const name of Object.keys(types) as (keyof Properties & string)[]) {
    const value = checkedValue(name, types[name], given[name])
    // Services distinguish a missing member from an undefined one.
    if (value !== undefined) checked[name] = value
  }
  return checked as Properties
}

function checkedValue<Value>(name: string, type: PropertyType<Value>, given: unknown): Value {
  try {
    return type.read(given)
  } catch (cause) {
    if (!(cause instanceof TemplateError)) throw cause
    throw new TemplateError(`the property ${JSON.stringify(name)} ${cause.message}`)
  }
}

/** @param convert returns undefined for an invalid value */
function optional<Value>(
  expected: string,
  convert: (given: unknown) => Value | undefined,
): OptionalProperty<Value> {
  const read = (given: unknown) => {
    const value = convert(given)
    if (value === undefined) throw new TemplateError(`must be ${expected}, not ${JSON.stringify(given)}`)
    return value
  }
  return {
    read: given => (given === undefined ? undefined : read(given)),
    required: {
      read(given) {
        if (given === undefined) throw new TemplateError('is missing')
        return read(given)
      },
    },
  }
}

type Scalar = string | number | boolean

function isScalar(given: unknown): given is Scalar {
  return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
}

function isStructure<Value extends object>(given: unknown): given is Value {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

function isTag(given: unknown): given is { Key: Scalar; Value: Scalar } {
  return (
    isStructure<{ Key?: unknown; Value?: unknown }>(given) && isScalar(given.Key) && isScalar(given.Value)
  )
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
