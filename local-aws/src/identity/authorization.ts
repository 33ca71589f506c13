import { accessDenied } from './access-denied.ts'
import type { Caller, PrincipalCaller, ServiceCaller } from './caller.ts'
import type { Permission } from './permission.ts'
import { type Decision, decide } from './policies/decide.ts'
import type { Policy } from './policies/policy.ts'
import type { ContextKeys, PolicyRequest, Principal } from './policies/request.ts'
import { type RequestPlace, requestKeys, TIME_KEYS } from './request-keys.ts'

/** What the policies of a role say. */
export interface RolePolicies {
  readonly arn: string
  /** Its inline and managed policies whose text is known. */
  readonly identity: readonly Policy[]
  /** Undefined without one. */
  readonly boundary?: Policy | undefined
}

/** A request by an AWS service on behalf of a resource of this account, or by nobody. */
export interface ResourceRequest extends Permission {
  /** Undefined for a request without credentials. */
  readonly caller: ServiceCaller | undefined
  /** The keys that only this action has, by lower-case name; requests of services have none. */
  readonly keys?: ContextKeys
}

/** What does not change from one request of a service to the next. */
interface ServiceContext extends Pick<PolicyRequest, 'principal' | 'keys'> {
  /** The latest decision by each policy that does not depend on the time. */
  readonly decided: WeakMap<Policy, Permission & { readonly allowed: boolean }>
}

/** The role in a session's ARN: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
const ROLE_OF_SESSION = /:assumed-role\/([^/]+)\//

const NOBODY: Principal = { kind: 'anonymous' }
const NO_KEYS: ContextKeys = {}

/**
 * Decides requests by the policies of the account. IAM principals are refused what a policy of their role, or its
 * permissions boundary, explicitly denies: "an explicit deny in any of these policies overrides the allow"; they need
 * no Allow. AWS services and anonymous callers need an Allow of the resource's policy.
 */
export class Authorization {
  readonly #place: RequestPlace
  /** A topic is the same caller for each of its messages. */
  readonly #contexts = new WeakMap<ServiceCaller, ServiceContext>()
  readonly #byRole = new Map<string, RolePolicies & { readonly denies: boolean }>()

  constructor(place: RequestPlace) {
    this.#place = place
  }

  /** Replaces the policies of a role, effective immediately. */
  setRole(name: string, policies: RolePolicies): void {
    const { identity, boundary } = policies
    const all = boundary ? [...identity, boundary] : identity
    const denies = all.some(({ statements }) => statements.some(({ effect }) => effect === 'Deny'))
    this.#byRole.set(name, { ...policies, denies })
  }

  /**
   * @param needed returns the permissions that the request requires; called only if the caller's role has denies
   * @throws AwsError the error of the service of the first denied action: `AccessDeniedException`, `AccessDenied`,
   * `AuthorizationErrorException`
   */
  check(caller: Caller | undefined, needed: () => readonly Permission[]): void {
    if (this.#byRole.size === 0 || caller?.kind !== 'principal') return
    const role = this.#byRole.get(ROLE_OF_SESSION.exec(caller.arn)?.[1] ?? '')
    if (!role?.denies) return
    const principal = sessionOf(caller, role)
    const keys = requestKeys(this.#place, { caller, principal }, NO_KEYS)
    for (const permission of needed()) {
      const decision = decide({ principal, ...permission, keys }, role)
      if (isExplicitDeny(decision)) throw accessDenied(caller, permission, decision.where)
    }
  }

  /** Whether the policy of the resource allows the request: for these callers, only that policy counts. */
  allows(policy: Policy, { caller, action, resource, keys = NO_KEYS }: ResourceRequest): boolean {
    if (caller) return this.#allowsService(policy, this.#contextOf(caller), { action, resource })
    const all = requestKeys(this.#place, { caller, principal: NOBODY }, keys)
    return decide({ principal: NOBODY, keys: all, action, resource }, { resource: policy }).allowed
  }

  #allowsService(policy: Policy, context: ServiceContext, { action, resource }: Permission): boolean {
    const before = context.decided.get(policy)
    if (before?.action === action && before.resource === resource) return before.allowed
    const { principal, keys } = context
    const { allowed } = decide({ principal, keys, action, resource }, { resource: policy })
    if (!dependsOnTime(policy)) context.decided.set(policy, { action, resource, allowed })
    return allowed
  }

  #contextOf(caller: ServiceCaller): ServiceContext {
    const kept = this.#contexts.get(caller)
    if (kept) return kept
    const principal: Principal = { kind: 'service', name: caller.service }
    const keys = requestKeys(this.#place, { caller, principal }, NO_KEYS)
    const context = { principal, keys, decided: new WeakMap() }
    this.#contexts.set(caller, context)
    return context
  }
}

function dependsOnTime({ statements }: Policy): boolean {
  return statements.some(({ keys }) => keys.some(key => TIME_KEYS.includes(key)))
}

function sessionOf({ arn, accountId }: PrincipalCaller, role: RolePolicies): Principal {
  return {
    kind: 'role',
    arn: role.arn,
    sessionArn: arn,
    accountId,
    ...(role.boundary && { bounded: true }),
  }
}

function isExplicitDeny(decision: Decision): decision is Extract<Decision, { allowed: false }> {
  return !decision.allowed && decision.by !== undefined
}
