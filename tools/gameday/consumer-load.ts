import type { Hop } from '../clients/trail.ts'
import type { Consumer } from './consumer.ts'
import { lambdaCost } from './lambda-price.ts'
import type { Results } from './results.ts'

/** What an outage cost a consumer. */
export interface ConsumerLoad {
  service: string
  /** While the dependency was down. */
  invocations: number
  /** CloudWatch had the number; else it is counted from the log lines of those that had a message. */
  metered: boolean
  /** In USD; 0 where it is not metered. */
  cost: number
  /** How often messages were put back while the dependency was down, because it was. */
  waited: number
  /** … because they failed for themselves. */
  failedTries: number
  /** … because an earlier one of their group was put back. */
  heldBack: number
  /** The most that a message was received in the whole run. */
  mostReceives: number
}

const HELD_BACK = 'HeldBack'

export function consumerLoads({ consumers, hops, outage, invoked }: Results): ConsumerLoad[] {
  return consumers.map(consumer => {
    const all = hops.filter(({ service }) => service === consumer.service)
    const during = all.filter(({ receivedAt }) => {
      const at = Date.parse(receivedAt)
      return at >= outage.from && at < outage.to
    })
    const back = during.filter(({ outcome }) => outcome !== 'done')
    const heldBack = back.filter(({ reason }) => reason?.startsWith(HELD_BACK)).length
    const waited = back.filter(({ waitsFor }) => waitsFor !== undefined).length
    return {
      service: consumer.service,
      ...invocationsOf(consumer, during, invoked.get(consumer.functionName)),
      waited,
      failedTries: back.length - heldBack - waited,
      heldBack,
      mostReceives: Math.max(0, ...all.map(({ receiveCount }) => receiveCount)),
    }
  })
}

function invocationsOf(
  consumer: Consumer,
  during: readonly Hop[],
  invoked: { invocations: number; durationMs: number } | undefined,
): Pick<ConsumerLoad, 'invocations' | 'metered' | 'cost'> {
  if (invoked && invoked.invocations > 0)
    return { invocations: invoked.invocations, metered: true, cost: lambdaCost(consumer, invoked) }
  const requests = new Set(during.map(({ function_request_id }) => function_request_id))
  return { invocations: requests.size, metered: requests.size === 0, cost: 0 }
}
