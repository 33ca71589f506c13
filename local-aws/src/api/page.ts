/** A page of a list. */
export interface Page<T> {
  items: T[]
  /** Where the next page starts; undefined on the last page. */
  next: number | undefined
}

/**
 * The page that starts at the item `start`, counted from 0, with at most `limit` items. Each service defines its token
 * format, and which limits and tokens are errors.
 */
export function pageOf<T>(
  items: readonly T[],
  { start = 0, limit }: { start?: number; limit: number },
): Page<T> {
  const end = start + limit
  return { items: items.slice(start, end), next: end < items.length ? end : undefined }
}

/**
 * The page after `token`, and the token of the next one: an opaque text, as Athena and Glue give them.
 *
 * @param refuse gives the error for a token that no page had
 */
export function opaquePageOf<T>(
  items: readonly T[],
  { token, limit }: { token: string | undefined; limit: number },
  refuse: (token: string) => Error,
): { items: T[]; token: string | undefined } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString())
  if (token !== undefined && !(Number.isInteger(start) && start > 0)) throw refuse(token)
  const page = pageOf(items, { start, limit })
  return {
    items: page.items,
    token: page.next === undefined ? undefined : Buffer.from(String(page.next)).toString('base64'),
  }
}
