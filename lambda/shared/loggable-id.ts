/** The ids that the contracts know are all of this form. It has no room for an e-mail address or a name of several words. */
const ID = /^[A-Za-z0-9._:-]{1,128}$/

/** An id as it came with a message, if it may be written into logs, traces and dead letters. */
export function loggableId(id: string | undefined): string | undefined {
  return id !== undefined && ID.test(id) ? id : undefined
}
