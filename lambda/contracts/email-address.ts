import * as z from 'zod/mini'

/** RFC 5321 leaves 254 characters for an address, 64 of them for what stands before the @. SES refuses more. */
export const emailAddress = z
  .email()
  .check(
    z.maxLength(254),
    z.regex(/^(?![^@]{65,}@)/, { error: 'must have at most 64 characters before the @' }),
  )
