import { AwsError } from '../../aws-error.ts'
import { validation } from './errors.ts'

/** The members of a paginated KMS answer beside the list itself. */
export interface Page<T> {
  items: T[]
  Truncated: boolean
  NextMarker?: string
}

/** @param limit what the client asked for, or the operation's default */
export function page<T>(
  all: readonly T[],
  limit: number,
  maximum: number,
  marker: string | undefined,
): Page<T> {
  if (!Number.isInteger(limit) || limit < 1 || limit > maximum) {
    throw validation(`Limit must be a whole number from 1 to ${maximum}, not ${limit}.`)
  }
  const start = Number(marker ?? 0)
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError(
      'InvalidMarkerException',
      `Marker ${JSON.stringify(marker)} is none that was given out.`,
    )
  }
  const end = start + limit
  const items = all.slice(start, end)
  return end < all.length ? { items, Truncated: true, NextMarker: String(end) } : { items, Truncated: false }
}
