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
