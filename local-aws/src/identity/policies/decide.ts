import type { Match, Policy } from './policy.ts'
import type { PolicyRequest } from './request.ts'

/** The policies that count for a request. */
export interface ApplicablePolicies {
  /** Those of the role or the user; none for services and anonymous callers. */
  readonly identity?: readonly Policy[]
  /** "the maximum permissions that an identity-based policy can grant"; undefined without one. */
  readonly boundary?: Policy
  /** Of the queue, the topic, the key, the role that is assumed…; undefined without one. */
  readonly resource?: Policy
  /**
   * Whether identity policies count only where the resource's policy names the principal or its account, as for KMS keys
   * and for the trust policies of roles. @default false
   */
  readonly resourceDecides?: boolean
}

export type Decision =
  | { readonly allowed: true; readonly by: readonly Match[] }
  | {
      readonly allowed: false
      /** The statement that denies; undefined if no statement allows. */
      readonly by: Match | undefined
      readonly where: 'identity' | 'resource' | 'boundary'
    }

/**
 * Decides a request inside one account: "an explicit deny in any of these policies overrides the allow"; without an allow
 * it is denied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export function decide(request: PolicyRequest, policies: ApplicablePolicies): Decision {
  const { identity = [], boundary, resource, resourceDecides = false } = policies
  const identities = identity.flatMap(policy => matchesOf(policy, request))
  const ofResource = resource ? matchesOf(resource, request) : []
  const ofBoundary = boundary ? matchesOf(boundary, request) : []
  for (const [where, matches] of [
    ['identity', identities],
    ['resource', ofResource],
    ['boundary', ofBoundary],
  ] as const) {
    const denial = matches.find(({ statement }) => statement.effect === 'Deny')
    if (denial) return { allowed: false, by: denial, where }
  }

  // A boundary does not limit what is granted to a session, to a user or to everyone.
  const direct = ofResource.filter(({ naming }) => naming === 'itself')
  if (direct.length > 0) return { allowed: true, by: direct }
  if (boundary && ofBoundary.length === 0) return { allowed: false, by: undefined, where: 'boundary' }
  const granted = ofResource.filter(({ naming }) => naming === 'role')
  const delegated = ofResource.filter(({ naming }) => naming === 'account')
  const usable = resourceDecides && delegated.length === 0 ? [] : identities
  if (granted.length > 0) return { allowed: true, by: [...granted, ...usable] }
  if (usable.length > 0) return { allowed: true, by: [...usable, ...(resourceDecides ? delegated : [])] }
  return {
    allowed: false,
    by: undefined,
    where: resourceDecides && delegated.length === 0 ? 'resource' : 'identity',
  }
}

function matchesOf({ statements }: Policy, request: PolicyRequest): Match[] {
  const matches: Match[] = []
  for (const statement of statements) {
    const match = statement.match(request)
    if (match) matches.push(match)
  }
  return matches
}
