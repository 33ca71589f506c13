/** What an account has and lacks. */
export interface Traits {
  concurrency: { quota: number; unreserved: number }
  /** Of functions that are there already, by name. */
  functions: Readonly<Record<string, { memory: number; reserved?: number }>>
  /** The version of the bootstrap stack. */
  bootstrap?: string
  buckets: readonly string[]
  /** Names of queues, topics, streams, log groups, key aliases, configuration sets, tables and alarms. */
  taken: readonly string[]
  stacks: Readonly<Record<string, StackTraits>>
  /** Which other stack has a resource, by its physical id. */
  owners: Readonly<Record<string, string>>
  /** Resource types that the region does not have. */
  lacking: readonly string[]
  /** By quota code; where there is none, the account has the default. */
  apiQuotas: Readonly<Record<string, number>>
  defaultApiQuotas: Readonly<Record<string, number>>
  /** Of CloudWatch Logs, by name. */
  resourcePolicies: Readonly<Record<string, string>>
  mail: { production: boolean; enabled: boolean; sent: number; quota: { rate: number; day: number } }
  /** Whether each is verified. */
  identities: Readonly<Record<string, boolean>>
}

export interface StackTraits {
  status: string
  protected?: boolean
  resources?: readonly { logicalId: string; type: string; physicalId: string; status?: string }[]
}

/** Lets log groups be written to by API Gateway. */
export function policyOf(...logGroups: string[]): string {
  const Resource = logGroups.map(
    name => `arn:aws:logs:eu-central-1:123456789012:log-group:${name}:log-stream:*`,
  )
  return JSON.stringify({ Statement: [{ Sid: 'AWSLogDeliveryWrite', Effect: 'Allow', Resource }] })
}

/** In use for years, with all that the stacks need. */
export const OLD_ACCOUNT: Traits = {
  concurrency: { quota: 1000, unreserved: 900 },
  functions: { resizer: { memory: 10_240 } },
  bootstrap: '27',
  buckets: ['cdk-hnb659fds-assets-123456789012-eu-central-1'],
  taken: [],
  stacks: {},
  owners: {},
  lacking: [],
  apiQuotas: { 'L-8A5B8E43': 20_000, 'L-CDF5615A': 10_000 },
  defaultApiQuotas: { 'L-8A5B8E43': 10_000, 'L-CDF5615A': 5000 },
  resourcePolicies: { AWSLogDeliveryWrite20150319: policyOf('/aws/vendedlogs/*') },
  mail: { production: true, enabled: true, sent: 120, quota: { rate: 14, day: 50_000 } },
  identities: { 'books.dev': true },
}

/** On its first day. */
export const NEW_ACCOUNT: Traits = {
  ...OLD_ACCOUNT,
  concurrency: { quota: 10, unreserved: 10 },
  functions: {},
  bootstrap: undefined,
  buckets: [],
  apiQuotas: {},
  resourcePolicies: {},
  mail: { production: false, enabled: true, sent: 0, quota: { rate: 1, day: 200 } },
  identities: {},
}
