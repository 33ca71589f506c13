import { pageOf } from '../../api/page.ts'
import { invalidMarker, validation } from './errors.ts'

/** The members of a paginated KMS response; `items` is the list. */
interface Page<T> {
  items: T[]
  Truncated: boolean
  NextMarker?: string
}

/**
 * The page that `Marker` refers to. Markers count the items of the previous pages.
 *
 * @throws AwsError `ValidationException` for a limit out of range, `InvalidMarkerException`
 */
export function paginate<T>(
  all: readonly T[],
  { Limit, Marker }: { Limit?: number | undefined; Marker?: string | undefined },
  limits: { default: number; max: number },
): Page<T> {
  const limit = Limit ?? limits.default
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.max) {
    throw validation(`Limit must be a whole number from 1 to ${limits.max}, not ${limit}.`)
  }
  const { items, next } = pageOf(all, { start: startOf(Marker), limit })
  return next === undefined
    ? { items, Truncated: false }
    : { items, Truncated: true, NextMarker: String(next) }
}

function startOf(marker: string | undefined): number {
  const start = Number(marker ?? 0)
  if (Number.isInteger(start) && start >= 0) return start
  throw invalidMarker(marker)
}
