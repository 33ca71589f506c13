/** The ids that messages of ours are followed by. Nobody's name or address is one. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** An id as it came with a message, if it may be written into logs, traces and dead letters. */
export function loggableId(id: unknown): string | undefined {
  return typeof id === 'string' && UUID.test(id) ? id : undefined
}
