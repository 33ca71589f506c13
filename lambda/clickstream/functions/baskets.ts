import { setTimeout as wait } from 'node:timers/promises'
import { basketsReader } from '../baskets/baskets-reader.ts'

/** Keeps what each customer has put into the basket since the last purchase, and queues a reminder of each basket. */
export const handler = basketsReader(wait)
