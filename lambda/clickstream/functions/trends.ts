import { setTimeout as wait } from 'node:timers/promises'
import { trendsReader } from '../trends-reader.ts'

/** Counts what happens to products, by minute. */
export const handler = trendsReader(wait)
