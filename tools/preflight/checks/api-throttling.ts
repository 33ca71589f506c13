import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import type { Assembly } from '../assembly.ts'
import type { Target } from '../target.ts'
import { ask, find, named } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

/** The account's quota in the region, for all APIs together. */
const RATE = {
  check: 'API rate',
  QuotaCode: 'L-8A5B8E43',
  property: 'ThrottlingRateLimit',
  unit: 'requests a second',
  // "The default route throttling limits can't exceed account-level rate limits" (HTTP API throttling).
  beyond: 'fails',
} as const
const BURST = {
  check: 'API burst',
  QuotaCode: 'L-CDF5615A',
  property: 'ThrottlingBurstLimit',
  unit: 'requests at once',
  // The documentation says nothing about bursts.
  beyond: 'warning',
} as const
type Limit = typeof RATE | typeof BURST

/** Checks whether the account allows the throttling limits that the APIs set. */
export async function checkApiThrottling(target: Target, assembly: Assembly): Promise<Verdict[]> {
  const rate = highest(assembly, RATE)
  const burst = highest(assembly, BURST)
  if (rate === 0 && burst === 0) return []
  const client = new ServiceQuotasClient(target.settings)
  const [rateQuota, burstQuota] = await Promise.all([quotaOf(client, RATE), quotaOf(client, BURST)])
  return [verdict(target, RATE, rateQuota, rate), verdict(target, BURST, burstQuota, burst)]
}

function highest({ resources }: Assembly, { property }: Limit): number {
  const settings = resources
    .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage')
    .flatMap(({ Properties }) => [
      Properties?.DefaultRouteSettings,
      ...Object.values(Properties?.RouteSettings ?? {}),
    ])
  return Math.max(0, ...settings.map(each => Number(each?.[property] ?? 0)))
}

/** An account has its own quota only after it was raised or viewed; before that, the default applies. */
async function quotaOf(client: ServiceQuotasClient, { QuotaCode }: Limit): Promise<number | undefined> {
  const code = { ServiceCode: 'apigateway', QuotaCode }
  const applied = await find(
    'servicequotas:GetServiceQuota',
    () => client.send(new GetServiceQuotaCommand(code)),
    named('NoSuchResourceException'),
  )
  if (applied) return applied.Quota?.Value
  const byDefault = await ask('servicequotas:GetAWSDefaultServiceQuota', () =>
    client.send(new GetAWSDefaultServiceQuotaCommand(code)),
  )
  return byDefault.Quota?.Value
}

function verdict(target: Target, limit: Limit, quota: number | undefined, most: number): Verdict {
  const { check, unit, QuotaCode } = limit
  if (quota === undefined) {
    return { check, outcome: 'unknown', found: `Service Quotas gives no value for ${QuotaCode}` }
  }
  const found = `${quota} ${unit} for all APIs of the account`
  const needed = `${most} by the stages`
  if (most <= quota) return { check, outcome: 'ok', found, needed }
  return { check, outcome: limit.beyond, found, needed, remedy: remedy(target, limit) }
}

/** The burst is "not a quota that a customer can control": AWS derives it from the rate. */
function remedy({ region }: Target, { QuotaCode, property }: Limit): string {
  const lower = `lower ${property} of the stages`
  if (property === 'ThrottlingBurstLimit') return lower
  return `${lower}, or ask for more: https://console.aws.amazon.com/servicequotas/home/services/apigateway/quotas/${QuotaCode}?region=${region}`
}
