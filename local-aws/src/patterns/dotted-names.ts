import { InvalidPatternError } from './invalid-pattern.ts'
import { isObject, type JsonObject } from './value.ts'

/**
 * Converts `{"a.b": x}` to `{"a": {"b": x}}` at all levels: Event Ruler joins the names of a path with dots, so it
 * treats both as the same, in patterns and in messages.
 *
 * It uses a loop, because a message may be nested more deeply than the call stack allows.
 */
export function nestDottedNames(value: unknown): unknown {
  const holder: JsonArray = []
  const open: Copying[] = [{ source: [value].entries(), target: holder }]
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { done, value: entry } = inner.source.next()
    if (done) {
      open.pop()
      continue
    }
    const [name, item] = entry
    const copy = Array.isArray(inner.target)
      ? append(inner.target, item)
      : put(inner.target, String(name).split('.'), item)
    if (copy) open.push({ source: entriesOf(item), target: copy })
  }
  return holder[0]
}

type JsonArray = unknown[]

/** An object or array whose content is being copied. */
interface Copying {
  source: Iterator<[name: string | number, item: unknown], undefined>
  target: Record<string, unknown> | JsonArray
}

function entriesOf(value: unknown): Copying['source'] {
  if (Array.isArray(value)) return value.entries()
  return isObject(value) ? Object.entries(value).values() : [].values()
}

/** Empty, of the same kind; undefined for what has no content. */
function emptyCopyOf(value: unknown): Copying['target'] | undefined {
  if (Array.isArray(value)) return []
  return isObject(value) ? Object.create(null) : undefined
}

function append(array: JsonArray, value: unknown): Copying['target'] | undefined {
  const copy = emptyCopyOf(value)
  array.push(copy ?? value)
  return copy
}

/** Whether any name in the JSON text may contain a dot. It is fast and never misses one. */
export function mayHaveDottedNames(json: string): boolean {
  return /\.[^".\n]*"\s*:/.test(json)
}

/** @returns what is to get the content of `value`: an object that the path leads to already takes that of another */
function put(
  object: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): Copying['target'] | undefined {
  let at = object
  for (const name of path.slice(0, -1)) {
    const present = at[name]
    const child: Record<string, unknown> = isObject(present) ? present : Object.create(null)
    at[name] = child
    at = child
  }
  const last = path.at(-1) ?? ''
  const present = at[last]
  if (isObject(present) && isObject(value)) return present
  const copy = emptyCopyOf(value)
  at[last] = copy ?? value
  return copy
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
