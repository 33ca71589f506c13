import * as z from 'zod/mini'

/**
 * A visit to the shop, as the client names it. It is the partition key of the visit's events in the stream and a key
 * of tables, hence the characters; it is logged, hence no `@`: an e-mail address is no session.
 */
export const sessionId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/))
