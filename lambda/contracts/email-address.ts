import * as z from 'zod/mini'

/** RFC 5321 leaves 254 characters for an address. */
export const emailAddress = z.email().check(z.maxLength(254))
