import type { Hop } from '../clients/trail.ts'
import type { Consumer } from './consumer.ts'
import { lambdaCost } from './lambda-price.ts'
import type { Results } from './results.ts'

/** The load that an outage caused for a consumer. */
export interface ConsumerLoad {
  service: string
  /** While the dependency was down. */
  invocations: number
  /** Whether CloudWatch had the number; otherwise it is the number of invocations with a message in the log. */
  metered: boolean
  /** In USD; 0 if not metered. */
  cost: number
  /** How often messages were put back during the outage because the dependency was down. */
  waited: number
  /** … because they failed for another reason. */
  failedTries: number
  /** … because an earlier message of their group was put back. */
  heldBack: number
  /** The most receives of one message in the whole run. */
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
