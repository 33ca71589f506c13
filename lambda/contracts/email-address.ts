import * as z from 'zod/mini'

/** RFC 5321 allows 254 characters for an address, and 64 before the @. SES refuses longer ones. */
export const emailAddress = z
  .email()
  .check(
    z.maxLength(254),
    z.regex(/^(?![^@]{65,}@)/, { error: 'must have at most 64 characters before the @' }),
  )
