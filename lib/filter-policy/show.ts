import { inspect } from 'node:util'

/** A value of a filter policy in one line, in source notation, because JSON would show NaN as null. */
export function show(value: unknown): string {
  return inspect(value, {
    compact: true,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: 10,
    maxStringLength: 100,
  })
}
