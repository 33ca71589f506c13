/** As much of JSON Schema 2020-12 as zod writes of our contracts. */
export interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
}

const LEAST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const
const MOST = ['maximum', 'maxLength', 'maxItems'] as const

/**
 * What today's schema of a message takes away from a released one: messages of that release would no longer be read, or
 * its readers would miss something. Members, values and higher limits may be added.
 *
 * @returns for each fault, a JSON Pointer into the message and what is wrong there
 */
export function takenAway(released: Schema, today: Schema, pointer = '#'): string[] {
  if (released.type !== today.type) {
    return [`${pointer} was of type ${released.type} and is of type ${today.type}`]
  }
  return [
    ...values(released, today),
    ...limits(released, today),
    ...patterns(released, today),
    ...(released.format === undefined || released.format === today.format
      ? []
      : [`has lost the format ${released.format}`]),
    ...(today.additionalProperties === false && released.additionalProperties !== false
      ? ['no longer takes members that it does not know']
      : []),
  ]
    .map(fault => `${pointer} ${fault}`)
    .concat(members(released, today, pointer))
    .concat(released.items && today.items ? takenAway(released.items, today.items, `${pointer}/0`) : [])
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
  const lost = (released.enum ?? []).filter(value => !takes(today, value))
  return lost.map(value => `no longer takes ${JSON.stringify(value)}`)
}

function takes({ enum: known, pattern }: Schema, value: unknown): boolean {
  if (known) return known.includes(value)
  return pattern === undefined || new RegExp(pattern, 'u').test(String(value))
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
