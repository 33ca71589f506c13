import * as z from 'zod/mini'

/** One thing that is wrong with a request. */
export const violation = z.object({
  /** Where: a JSON Pointer into the body as a URI fragment (`#/items/0/quantity`), or the name of a header or path parameter. */
  pointer: z.string(),
  /** What is wrong there, never the value itself. */
  detail: z.string(),
})

/** RFC 9457's problem document: the body of every answer that is no success. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** The request's id, to be named when asking about it. */
  instance: z.optional(z.string()),
  /** Every violation, not only the first. */
  errors: z.optional(z.array(violation)),
})

export type Violation = z.infer<typeof violation>
export type Problem = z.infer<typeof problem>
