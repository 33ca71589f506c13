import type { Consumer } from '../../gameday/consumer.ts'
import { lambdaCost } from '../../gameday/lambda-price.ts'
import type { Use } from './use.ts'

const USD_A_FIFO_REQUEST = 0.5 / 1_000_000
const USD_A_LOG_BYTE = 0.5 / 2 ** 30
/** One request receives a batch; another extends the visibility timeouts of its messages, up to ten. */
const SQS_REQUESTS_AN_INVOCATION = 2

/** In USD, at the prices that `PRICES_OF` names. */
export interface OutageCost {
  /** Requests, and memory over time. */
  lambda: number
  sqs: number
  /** CloudWatch Logs, for the lines that the consumer logs. */
  logs: number
}

/** The cost of a consumer of a FIFO queue while its messages wait: nothing is deleted, and DynamoDB does nothing. */
export function outageCost(consumer: Consumer, use: Use, logBytes: number): OutageCost {
  const requests = use.invocations * SQS_REQUESTS_AN_INVOCATION + use.emptyReceives
  return {
    lambda: lambdaCost(consumer, use),
    sqs: requests * USD_A_FIFO_REQUEST,
    logs: logBytes * USD_A_LOG_BYTE,
  }
}

export function totalOf({ lambda, sqs, logs }: OutageCost): number {
  return lambda + sqs + logs
}
