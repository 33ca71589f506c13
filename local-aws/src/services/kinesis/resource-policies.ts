import { invalidArgument } from './errors.ts'

/** A stream or a consumer, which `PutResourcePolicy` can attach a policy to. */
export interface PolicyHolder {
  readonly arn: string
  /** The original JSON text. */
  policy: string | undefined
}

/** @throws AwsError `InvalidArgumentException` for an invalid policy document */
export function checkPolicy(policy: string): void {
  if (typeof statementOf(policy) === 'object') return
  throw invalidArgument(`The policy is not a JSON document with a Statement: ${policy.slice(0, 100)}`)
}

function statementOf(policy: string): unknown {
  try {
    return (JSON.parse(policy) as { Statement?: unknown } | null)?.Statement
  } catch {
    return undefined
  }
}
