import type { Match, Policy } from './policy.ts'
import type { Naming } from './principals.ts'
import type { PolicyRequest, Principal } from './request.ts'

const NO_POLICIES: readonly Policy[] = []
const NO_MATCHES: readonly Match[] = []

/** The policies that count for a request. */
export interface ApplicablePolicies {
  /** Those of the role or the user; none for services and anonymous callers. */
  readonly identity?: readonly Policy[]
  /** "the maximum permissions that an identity-based policy can grant"; undefined without one. */
  readonly boundary?: Policy | undefined
  /** Of the queue, the topic, the key, the role that is assumed…; undefined without one. */
  readonly resource?: Policy | undefined
  /**
   * Whether identity policies count only where the resource's policy names the principal or its account, as for KMS keys
   * and for the trust policies of roles. @default false
   */
  readonly resourceDecides?: boolean | undefined
}

export type Decision = { readonly allowed: true; readonly by: readonly Match[] } | Denial

export interface Denial {
  readonly allowed: false
  /** The statement that denies; undefined if no statement allows. */
  readonly by: Match | undefined
  /** The kind of policy that denies, or that lacks an Allow. */
  readonly where: 'identity' | 'resource' | 'boundary'
}

/**
 * Decides a request inside one account: "an explicit deny in any of these policies overrides the allow"; without an allow
 * it is denied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export function decide(request: PolicyRequest, policies: ApplicablePolicies): Decision {
  const { identity = NO_POLICIES, boundary, resource, resourceDecides = false } = policies
  const identities = matchesIn(identity, request)
  const ofResource = resource ? matchesIn([resource], request) : NO_MATCHES
  const ofBoundary = boundary ? matchesIn([boundary], request) : NO_MATCHES
  const denial =
    denialIn('identity', identities) ?? denialIn('resource', ofResource) ?? denialIn('boundary', ofBoundary)
  if (denial) return denial

  // A boundary does not limit what is granted to a session, to a user or to everyone.
  const direct = named('itself', ofResource)
  if (direct.length > 0) return { allowed: true, by: direct }
  if (boundary && ofBoundary.length === 0) return { allowed: false, by: undefined, where: 'boundary' }
  const granted = named('role', ofResource)
  const delegated = named('account', ofResource)
  const usable = resourceDecides && delegated.length === 0 ? NO_MATCHES : identities
  if (granted.length > 0) return { allowed: true, by: [...granted, ...usable] }
  if (usable.length > 0) {
    return { allowed: true, by: resourceDecides ? [...usable, ...delegated] : usable }
  }
  const needsResource = resourceDecides ? delegated.length === 0 : !hasIdentity(request.principal)
  return { allowed: false, by: undefined, where: needsResource ? 'resource' : 'identity' }
}

function denialIn(where: Denial['where'], matches: readonly Match[]): Denial | undefined {
  for (const match of matches) {
    if (match.statement.effect === 'Deny') return { allowed: false, by: match, where }
  }
  return undefined
}

/** The matches of statements that name the principal this way. */
function named(naming: Naming, matches: readonly Match[]): readonly Match[] {
  return matches.length === 0 ? matches : matches.filter(match => match.naming === naming)
}

/** Whether policies can be attached to it. */
function hasIdentity({ kind }: Principal): boolean {
  return kind === 'role' || kind === 'user'
}

function matchesIn(policies: readonly Policy[], request: PolicyRequest): readonly Match[] {
  const matches: Match[] = []
  for (const { statements } of policies) {
    for (const statement of statements) {
      const match = statement.match(request)
      if (match) matches.push(match)
    }
  }
  return matches
}
