import * as z from 'zod/mini'

/** One broken rule in a request. */
export const violation = z.object({
  /**
   * A JSON Pointer into the body as a URI fragment (`#/items/0/quantity`), or the name of a header or path parameter.
   */
  pointer: z.string(),
  /** What is wrong there; never contains the value itself. */
  detail: z.string(),
})

/** The problem document of RFC 9457: the body of every response that is not a success. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** The request's id, for support. */
  instance: z.optional(z.string()),
  /** All violations. */
  errors: z.optional(z.array(violation)),
})

export type Violation = z.infer<typeof violation>
export type Problem = z.infer<typeof problem>
