import { InvalidPatternError } from './invalid-pattern.ts'
import { isObject, type JsonObject } from './value.ts'

/**
 * Converts `{"a.b": x}` to `{"a": {"b": x}}` at all levels: Event Ruler joins the names of a path with dots, so it
 * treats both as the same, in patterns and in messages.
 */
export function nestDottedNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nestDottedNames)
  if (!isObject(value)) return value
  const nested: Record<string, unknown> = Object.create(null)
  for (const [name, item] of Object.entries(value)) put(nested, name.split('.'), nestDottedNames(item))
  return nested
}

/** Whether any name in the JSON text may contain a dot. It is fast and never misses one. */
export function mayHaveDottedNames(json: string): boolean {
  return /\.[^".\n]*"\s*:/.test(json)
}

function put(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = object
  for (const name of path.slice(0, -1)) {
    const present = at[name]
    const child: Record<string, unknown> = isObject(present) ? present : Object.create(null)
    at[name] = child
    at = child
  }
  const last = path.at(-1) ?? ''
  const present = at[last]
  at[last] = isObject(present) && isObject(value) ? merge(present, value) : value
}

function merge(one: JsonObject, other: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...one }
  for (const [name, value] of Object.entries(other)) put(merged, [name], value)
  return merged
}

/** Refuses a pattern that contains the same path twice, once with dots and once nested. */
export function checkNoRepeatedPaths(pattern: JsonObject): void {
  const seen = new Set<string>()
  for (const path of leafPaths(pattern, [])) {
    if (seen.has(path)) throw new InvalidPatternError(`Path \`${path}\` cannot be allowed multiple times`)
    seen.add(path)
  }
}

function* leafPaths(object: JsonObject, above: readonly string[]): Generator<string> {
  for (const [name, value] of Object.entries(object)) {
    if (isObject(value)) yield* leafPaths(value, [...above, name])
    else yield [...above, name].join('.')
  }
}
