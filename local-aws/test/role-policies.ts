import type { Account } from '../src/account.ts'
import { compilePolicy } from '../src/identity/policies/policy.ts'
import { TRUST } from './trust-policy.ts'

/** Replaces all policies of a role, without IAM; the services and the users of the account may assume it. */
export function setRolePolicies(
  { id, authorization }: Account,
  name: string,
  documents: readonly object[],
): void {
  authorization.setRole(name, {
    arn: `arn:aws:iam::${id}:role/${name}`,
    id: `AROA${name.toUpperCase()}`,
    trust: compilePolicy(TRUST, { name, kind: 'trust' }),
    maxSessionSeconds: 3600,
    identity: documents.map(document => compilePolicy(document, { name, kind: 'identity' })),
  })
}

/**
 * A role that may do everything but what is denied.
 *
 * @param denied statements without their `Effect`
 * @returns its ARN
 */
export function administratorRole(account: Account, name: string, ...denied: readonly object[]): string {
  const denials = denied.map(statement => ({ Effect: 'Deny', ...statement }))
  setRolePolicies(account, name, [
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, ...denials] },
  ])
  return `arn:aws:iam::${account.id}:role/${name}`
}
