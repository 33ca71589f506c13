import { setTimeout as wait } from 'node:timers/promises'
import { trendsReader } from '../trends-reader.ts'

/** Counts the events of products by minute. */
export const handler = trendsReader(wait)
