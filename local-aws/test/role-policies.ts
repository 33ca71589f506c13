import type { Account } from '../src/account.ts'
import { compilePolicy } from '../src/identity/policies/policy.ts'

/** Replaces all policies of a role, without IAM. */
export function setRolePolicies(
  { id, authorization }: Account,
  name: string,
  documents: readonly object[],
): void {
  authorization.setRole(name, {
    arn: `arn:aws:iam::${id}:role/${name}`,
    identity: documents.map(document => compilePolicy(document, { name, kind: 'identity' })),
  })
}
