/** As much of JSON Schema 2020-12 as zod writes of our contracts, and of what may be done to them. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly propertyNames?: Schema
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
}

const LEAST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const
const MOST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const

/** What is compared by its meaning, and what has none for a reader. Anything else must stay as it was. */
const COMPARED: readonly string[] = [
  ...['type', 'const', 'enum', 'format', 'pattern', 'allOf', 'anyOf', 'oneOf'],
  ...['properties', 'required', 'additionalProperties', 'propertyNames', 'items'],
  ...LEAST,
  ...MOST,
]
const WITHOUT_MEANING: readonly string[] = ['$schema', 'title', 'description', 'examples', 'deprecated']

/**
 * What today's schema of a message takes away from a released one: messages of that release would no longer be read, or
 * its readers would miss something. Members, values and higher limits may be added.
 *
 * @param today what readers take (`io: 'input'`): what they return never has members that they do not know
 * @returns for each fault, a JSON Pointer into the message and what is wrong there
 */
export function takenAway(released: Schema, today: Schema, pointer = '#'): string[] {
  if (alternativesOf(released) && alternativesOf(today)) return alternatives(released, today, pointer)
  const [then, now] = [typeOf(released), typeOf(today)]
  if (then !== now) return [`${pointer} was of type ${then} and is of type ${now}`]
  return [
    ...values(released, today),
    ...limits(released, today),
    ...patterns(released, today),
    ...formats(released, today),
    ...others(released, today),
    ...(today.additionalProperties === false ? ['does not take members that it does not know'] : []),
  ]
    .map(fault => `${pointer} ${fault}`)
    .concat(members(released, today, pointer))
    .concat(below(released.items, today.items, `${pointer}/0`))
    .concat(below(released.propertyNames, today.propertyNames, `${pointer}/<name>`))
    .concat(below(valuesOf(released), valuesOf(today), `${pointer}/<value>`))
}

/** Where the release took anything, it may not be narrowed. */
function below(released: Schema | undefined, today: Schema | undefined, pointer: string): string[] {
  return today ? takenAway(released ?? {}, today, pointer) : []
}

function valuesOf({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}

function typeOf(schema: Schema): string {
  if (alternativesOf(schema)) return 'a union'
  return schema.type === undefined ? 'any' : [schema.type].flat().toSorted().join(' or ')
}

function alternativesOf({ anyOf, oneOf }: Schema): readonly Schema[] | undefined {
  return anyOf ?? oneOf
}

/** Each alternative of the release is still among today's; of the one that comes nearest, what is missing is told. */
function alternatives(released: Schema, today: Schema, pointer: string): string[] {
  const all = alternativesOf(today) ?? []
  return (alternativesOf(released) ?? []).flatMap(then => {
    const alike = all.filter(now => typeOf(now) === typeOf(then))
    const faults = (alike.length > 0 ? alike : all).map(now => takenAway(then, now, pointer))
    return faults.toSorted((one, other) => one.length - other.length)[0] ?? []
  })
}

function members(released: Schema, today: Schema, pointer: string): string[] {
  const { required: neededNow = [] } = today
  const { required: neededThen = [] } = released
  const known = Object.entries(released.properties ?? {})
  return [
    ...known.flatMap(([name, schema]) => {
      const now = today.properties?.[name]
      return now ? takenAway(schema, now, `${pointer}/${name}`) : [`${pointer}/${name} was removed`]
    }),
    ...neededNow
      .filter(name => !neededThen.includes(name))
      .map(name => `${pointer}/${name} is required now, and messages of the release lack it`),
    ...neededThen
      .filter(name => !neededNow.includes(name))
      .map(name => `${pointer}/${name} may be missing now, and readers of the release require it`),
  ]
}

function values(released: Schema, today: Schema): string[] {
  if (released.const !== undefined && released.const !== today.const) {
    return [`was always ${JSON.stringify(released.const)} and is no longer`]
  }
  const known = valuesIn(released)
  const only = valuesIn(today)
  if (known === undefined) return only ? [`takes only ${JSON.stringify(only)} now, and took others`] : []
  const lost = known.filter(value => !takes(today, value))
  return lost.map(value => `no longer takes ${JSON.stringify(value)}`)
}

function valuesIn(schema: Schema): readonly unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const]
}

function takes(schema: Schema, value: unknown): boolean {
  const known = valuesIn(schema)
  if (known) return known.includes(value)
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(String(value))
}

function formats({ format: then }: Schema, { format: now }: Schema): string[] {
  if (then === now) return []
  return [then === undefined ? `must have the format ${now} now` : `has lost the format ${then}`]
}

/** A keyword that nobody compares may refuse what the release took. */
function others(released: Schema, today: Schema): string[] {
  const then: Readonly<Record<string, unknown>> = { ...released }
  return Object.entries(today)
    .filter(([keyword]) => ![...COMPARED, ...WITHOUT_MEANING].includes(keyword))
    .filter(([keyword, value]) => JSON.stringify(value) !== JSON.stringify(then[keyword]))
    .map(
      ([keyword, value]) =>
        `has the ${keyword} ${JSON.stringify(value)} now, which may refuse messages of the release`,
    )
}

function limits(released: Schema, today: Schema): string[] {
  const lower = MOST.filter(
    name => (today[name] ?? Number.POSITIVE_INFINITY) < (released[name] ?? Number.POSITIVE_INFINITY),
  )
  const higher = LEAST.filter(
    name => (today[name] ?? Number.NEGATIVE_INFINITY) > (released[name] ?? Number.NEGATIVE_INFINITY),
  )
  return [...lower, ...higher].map(
    name => `has the ${name} ${today[name]}, which was ${released[name] ?? 'none'}`,
  )
}

/** `^[a-z]{1,64}$` */
const ONE_CLASS = /^\^(\[[^\]]+\])\{(\d+),(\d+)\}\$$/

/** Whether one pattern takes all that another took is not decidable by looking; equal ones and longer ones of a class do. */
function patterns(released: Schema, today: Schema): string[] {
  const then = patternsIn(released)
  // An enumeration is compared by its values.
  if (released.enum) return []
  return patternsIn(today)
    .filter(pattern => !then.some(before => before === pattern || isWider(pattern, before)))
    .map(pattern => `must match ${pattern} now, which may refuse messages of the release`)
}

function patternsIn({ pattern, allOf = [] }: Schema): string[] {
  return [...(pattern === undefined ? [] : [pattern]), ...allOf.flatMap(patternsIn)]
}

function isWider(pattern: string, before: string): boolean {
  const [, now, least, most] = ONE_CLASS.exec(pattern) ?? []
  const [, then, leastThen, mostThen] = ONE_CLASS.exec(before) ?? []
  return (
    now !== undefined &&
    now === then &&
    Number(least) <= Number(leastThen) &&
    Number(most) >= Number(mostThen)
  )
}
