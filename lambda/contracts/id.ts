import * as z from 'zod/mini'

/** A UUID in lower case: ids are table keys, which are compared exactly, so each id needs one spelling. */
export const uuid = z.uuid().check(z.lowercase({ error: 'must be a UUID in lower case' }))
