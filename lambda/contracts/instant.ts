import * as z from 'zod/mini'

/** ISO 8601 in UTC. The format alone would allow fractions of a second of any length. */
export const instant = z.iso.datetime().check(z.maxLength(30))
