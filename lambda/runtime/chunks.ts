/** As many lists of at most `size` as it takes, in order: services bound what one request holds. */
export function chunks<Value>(values: readonly Value[], size: number): Value[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  )
}

/** What one request holds at most. */
export interface ChunkLimits {
  readonly values: number
  readonly bytes: number
}

/**
 * As few lists as keep the order and the limits. Each is made when it is asked for. A value that is too large by itself
 * is on its own.
 */
export function* boundedChunks<Value>(
  values: Iterable<Value>,
  bytesOf: (value: Value) => number,
  limits: ChunkLimits,
): Generator<Value[]> {
  let chunk: Value[] = []
  let bytes = 0
  for (const value of values) {
    const size = bytesOf(value)
    if (chunk.length === limits.values || (chunk.length > 0 && bytes + size > limits.bytes)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(value)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}
