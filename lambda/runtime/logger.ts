import { Logger } from '@aws-lambda-powertools/logger'
import { LineFormat } from './log-format.ts'

/** Far below the 256 KB at which Lambda cuts a line, and CloudWatch Logs then reads no JSON: a line has a few long texts. */
const LONGEST_TEXT = 2_000

/**
 * The one logger. What is logged holds ids and codes, never a person's name, address or e-mail address.
 * Service and level come from `POWERTOOLS_SERVICE_NAME` and `POWERTOOLS_LOG_LEVEL`.
 */
export const logger = new Logger({
  logFormatter: new LineFormat(),
  jsonReplacerFn: (_key, value) => (typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value),
})
