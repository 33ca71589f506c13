import * as z from 'zod/mini'

/**
 * The client's id of a visit to the shop. It is the partition key of the visit's events in the stream and part of table
 * keys, hence the allowed characters. It is logged, so it must not contain `@`, as an e-mail address does.
 */
export const sessionId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/))

/** The same in messages: "Unicode strings, with a maximum length limit of 256 characters" (Kinesis, PutRecords, PartitionKey). */
export const visitId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,256}$/))
