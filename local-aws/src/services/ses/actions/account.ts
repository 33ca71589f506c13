import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { MAX_24_HOUR_SEND, MAX_SEND_RATE, type SendingQuota } from '../sending-quota.ts'
import type { SuppressionList } from '../suppression-list.ts'

/** Describes the account. */
export function accountRoutes(suppressions: SuppressionList, quota: SendingQuota): readonly RestRoute[] {
  return [
    {
      operation: 'GetAccount',
      method: 'GET',
      path: '/v2/email/account',
      action: () => ({ body: describeAccount(suppressions, quota) }),
    },
  ]
}

function describeAccount(suppressions: SuppressionList, quota: SendingQuota) {
  return {
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: {
      Max24HourSend: MAX_24_HOUR_SEND,
      MaxSendRate: MAX_SEND_RATE,
      SentLast24Hours: quota.sentLast24Hours(),
    },
    SuppressionAttributes: { SuppressedReasons: suppressions.reasons },
  }
}
