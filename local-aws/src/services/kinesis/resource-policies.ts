import { storedPolicy } from '../../identity/policies/stored-policy.ts'
import { invalidArgument } from './errors.ts'

/** A stream or a consumer, which `PutResourcePolicy` can attach a policy to. */
export interface PolicyHolder {
  readonly arn: string
  /** The original JSON text. */
  policy: string | undefined
}

/** @throws AwsError `InvalidArgumentException` for an invalid policy document */
export function checkPolicy({ arn }: PolicyHolder, policy: string): void {
  storedPolicy(policy, { name: arn, kind: 'resource', enforced: 'none' }, invalidArgument)
}
