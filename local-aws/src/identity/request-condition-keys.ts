import type { ContextKeys } from './policies/request.ts'
import { type Input, text } from './resources/find-resources.ts'

/**
 * The condition keys that the actions of one service have, by signing name; values that are not text are ignored. S3 and
 * KMS read theirs where they know the object or the key.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const KEYS: Readonly<Record<string, (input: Input) => ContextKeys>> = {
  dynamodb: ({ Select, ReturnValues, ReturnConsumedCapacity }) => ({
    'dynamodb:select': text(Select),
    'dynamodb:returnvalues': text(ReturnValues),
    'dynamodb:returnconsumedcapacity': text(ReturnConsumedCapacity),
  }),
  // Of function URLs, and of the permissions to invoke them.
  lambda: ({ AuthType, FunctionUrlAuthType }) => ({
    'lambda:functionurlauthtype': text(AuthType) ?? text(FunctionUrlAuthType),
  }),
  // PutMetricData alone has it.
  monitoring: ({ Namespace, MetricData, EntityMetricData }) => ({
    'cloudwatch:namespace': MetricData || EntityMetricData ? text(Namespace) : undefined,
  }),
  ses: () => ({ 'ses:apiversion': '2' }),
  sns: ({ Protocol, Endpoint }) => ({ 'sns:protocol': text(Protocol), 'sns:endpoint': text(Endpoint) }),
}

/** @param service the signing name */
export function requestConditionKeys(service: string, input: unknown): ContextKeys | undefined {
  const find = Object.hasOwn(KEYS, service) ? KEYS[service] : undefined
  return find && typeof input === 'object' && input !== null ? find(input as Input) : undefined
}
