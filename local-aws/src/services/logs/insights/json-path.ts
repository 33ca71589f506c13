/**
 * What a path leads to: names of members, indexes of elements. "Nested JSON fields using the dot notation": a name of a
 * member can have dots of its own.
 */
export function atPath(part: unknown, path: readonly string[]): unknown {
  const [first] = path
  if (first === undefined) return part
  if (typeof part !== 'object' || part === null) return undefined
  if (Object.hasOwn(part, first) && !(first === 'length' && Array.isArray(part))) {
    const found = atPath((part as Record<string, unknown>)[first], path.slice(1))
    if (found !== undefined) return found
  }
  const [, second, ...rest] = path
  return second === undefined ? undefined : atPath(part, [`${first}.${second}`, ...rest])
}
