import { PRICES_OF } from '../../gameday/lambda-price.ts'
import { perSecond, type Row, seconds } from '../report.ts'
import { outageCost, totalOf } from './outage-cost.ts'
import type { OutageResult } from './outage-run.ts'

/** "120,000 in flight messages", FIFO and standard (SQS quotas). */
const IN_FLIGHT_LIMIT = 120_000
const MOST_A_MINUTE = 1

/** The results of an outage. */
export interface OutageResults {
  /** Many messages; the consumers on this machine receive as many as they can. */
  backlog: OutageResult
  /** So few messages that each is received whenever it is visible. */
  sample: OutageResult
}

export function reportOutage({ backlog, sample }: OutageResults): Row[] {
  const results = [backlog, sample]
  const deadLetters = results.reduce((sum, result) => sum + result.deadLetters, 0)
  return [
    rateOfBacklog(backlog),
    rateOfSample(sample),
    mostReceives(results),
    inFlight(backlog, sample),
    invocations(backlog),
    cost(backlog),
    computedCost(backlog, sample),
    drain(backlog),
    {
      what: 'dead letters',
      measured: String(deadLetters),
      target: { text: 'none', met: deadLetters === 0 },
    },
  ]
}

function rateOfBacklog(backlog: OutageResult): Row {
  const rate = ratePerMinute(backlog, backlog.minutes)
  return {
    what: `${whatOf(backlog)}: receives per message and minute`,
    measured: rate.toFixed(3),
    beside:
      `${count(receivesOf(backlog))} receives, of ${count(backlog.receives.messages)} messages: ` +
      'limited by this machine, not by the policy',
    target: targetOf(rate),
  }
}

function rateOfSample(sample: OutageResult): Row {
  const rate = ratePerMinute(sample, sample.minutes)
  const [first, ten] = [1, 10].map(minutes => ratePerMinute(sample, minutes).toFixed(2))
  return {
    what: `${whatOf(sample)}: receives per message and minute`,
    measured: rate.toFixed(3),
    beside:
      `limited by the policy only (${sample.waitingForConsumer.toFixed(1)} waited for a consumer on average); ` +
      `in the first ten minutes ${ten}; in the first minute, while functions start, ${first}`,
    target: targetOf(rate),
  }
}

function mostReceives(results: readonly OutageResult[]): Row {
  const most = Math.max(...results.map(({ receives }) => receives.most))
  const allowed = Math.min(...results.map(({ maxReceiveCount }) => maxReceiveCount))
  return {
    what: 'most receives of one message',
    measured: String(most),
    beside: `maxReceiveCount ${allowed}`,
    target: { text: `< ${allowed}`, met: most < allowed },
  }
}

function inFlight(backlog: OutageResult, sample: OutageResult): Row {
  return {
    what: `most in flight, of ${count(backlog.messages)}`,
    measured: count(backlog.mostInFlight),
    beside:
      `SQS allows ${count(IN_FLIGHT_LIMIT)}; of the ${sample.messages} that the consumers kept up with, at most ` +
      `${sample.mostInFlight} were in flight`,
  }
}

function invocations({ messages, use }: OutageResult): Row {
  return {
    what: `invocations, ${count(messages)} waiting`,
    measured: count(use.invocations),
    beside: `${messagesEach(use)} messages and ${(use.durationMs / use.invocations).toFixed(1)} ms per invocation`,
  }
}

function cost({ consumer, messages, use, logBytes }: OutageResult): Row {
  const parts = outageCost(consumer, use, logBytes)
  return {
    what: `their cost, ${count(messages)} waiting`,
    measured: usd(totalOf(parts)),
    beside: `Lambda ${usd(parts.lambda)}, SQS ${usd(parts.sqs)}, Logs ${usd(parts.logs)}; DynamoDB refuses everything; ${PRICES_OF}`,
  }
}

/** The receives of the sample, scaled to all messages: with the batch sizes of the backlog, or of the sample. */
function computedCost(backlog: OutageResult, sample: OutageResult): Row {
  const receives = (receivesOf(sample) / sample.messages) * backlog.messages
  const ways = [backlog, sample].map(({ consumer, use, logBytes }) => {
    const factor = receives / use.receives
    return {
      cost: totalOf(outageCost(consumer, use, logBytes)) * factor,
      lambda: outageCost(consumer, use, logBytes).lambda * factor,
      invocations: use.invocations * factor,
    }
  })
  const range = (text: (way: (typeof ways)[number]) => string) => ways.map(text).join(' to ')
  return {
    what: `computed: ${count(backlog.messages)} messages received as often as the ${sample.messages}`,
    measured: range(({ cost }) => usd(cost)),
    beside:
      `Lambda ${range(({ lambda }) => usd(lambda))}, the rest Logs and SQS; ` +
      `${count(receives)} receives by ${range(({ invocations }) => count(invocations))} invocations ` +
      `of ${messagesEach(backlog.use)} or ${messagesEach(sample.use)} messages`,
  }
}

function drain({ messages, drained, drain: { done, ms } }: OutageResult): Row {
  return {
    what: `restored: the first ${count(drained)} of ${count(messages)} shipped`,
    measured: seconds(ms),
    beside: `${perSecond((done / ms) * 1_000, 'purchases')} of real time, with history, receipts and mails`,
    target: { text: 'all', met: done >= drained },
  }
}

function receivesOf({ receives, minutes }: OutageResult): number {
  return receives.within(minutes)
}

function ratePerMinute({ receives, messages }: OutageResult, minutes: number): number {
  return receives.within(minutes) / messages / minutes
}

function whatOf({ messages, minutes }: OutageResult): string {
  return `${count(messages)} waiting for ${minutes} min`
}

function targetOf(rate: number) {
  return { text: `≤ ${MOST_A_MINUTE}`, met: rate <= MOST_A_MINUTE }
}

function messagesEach({ receives, invocations }: OutageResult['use']): string {
  return (receives / invocations).toFixed(1)
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en')
}

function usd(amount: number): string {
  return `$${amount.toFixed(amount < 1 ? 4 : 2)}`
}
