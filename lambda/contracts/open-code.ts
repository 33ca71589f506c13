import * as z from 'zod/mini'

/** A value that a later release may have added. */
type Later = string & Record<never, never>

/** Short enough for a log line, a path and a metric, and of characters that need no escape in any of them. */
const CODE = /^[A-Za-z0-9._-]{1,64}$/

/**
 * A code of an open set: a later release may add values, so that a reader has to do something sensible with a code that
 * it does not know. Producers of this release use the known ones.
 *
 * @param known the codes of this release, which are the examples in the JSON Schema
 */
export function openCode<const Known extends string>(known: readonly Known[]): z.ZodMiniType<Known | Later> {
  return z.string().check(z.regex(CODE), z.meta({ examples: [...known] }))
}
