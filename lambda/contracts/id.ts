import * as z from 'zod/mini'

/** A UUID in lower case: an id is compared letter by letter, as a key of a table, so it has one spelling. */
export const uuid = z.uuid().check(z.lowercase({ error: 'must be a UUID in lower case' }))
