import { Logger } from '@aws-lambda-powertools/logger'

/**
 * The one logger. What is logged holds ids and codes, never a person's name, address or e-mail address.
 * Service and level come from `POWERTOOLS_SERVICE_NAME` and `POWERTOOLS_LOG_LEVEL`.
 */
export const logger = new Logger()
