/** The values that a pattern's leaf is compared with. */
export type Scalar = string | number | boolean | null

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isScalar(value: unknown): value is Scalar {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  )
}

/** The scalars in `value`, from arrays of any depth: "the array structure is crushed out" (Event Ruler). */
export function scalarsIn(value: unknown): readonly Scalar[] {
  if (isScalar(value)) return [value]
  if (!Array.isArray(value)) return []
  return value.every(isScalar) ? value : elementsIn(value).filter(isScalar)
}

/**
 * The elements of `arrays` that are not arrays, from any depth. It uses a loop, because a message may be nested more
 * deeply than the call stack allows.
 */
export function elementsIn(arrays: readonly unknown[]): unknown[] {
  const elements: unknown[] = []
  const open: Iterator<unknown>[] = [arrays.values()]
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { done, value } = inner.next()
    if (done) open.pop()
    else if (Array.isArray(value)) open.push(value.values())
    else elements.push(value)
  }
  return elements
}

/** The scalars at `path`, through every element of arrays on the way. */
export function scalarsAt(value: unknown, path: readonly string[]): readonly Scalar[] {
  const [name, ...rest] = path
  if (name === undefined) return scalarsIn(value)
  if (Array.isArray(value)) return elementsIn(value).flatMap(element => scalarsAt(element, path))
  return isObject(value) && Object.hasOwn(value, name) ? scalarsAt(value[name], rest) : []
}
