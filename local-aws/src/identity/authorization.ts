import type { Activity } from '../activity.ts'
import { accessDenied } from './access-denied.ts'
import type { Caller, PrincipalCaller } from './caller.ts'
import { DecisionLog, MAX_TEXT_CHARACTERS } from './decision-log.ts'
import { administratorAccess } from './managed-policies.ts'
import type { Permission } from './permission.ts'
import { type ApplicablePolicies, type Decision, decide } from './policies/decide.ts'
import type { Policy } from './policies/policy.ts'
import type { ContextKeys, Principal } from './policies/request.ts'
import { type RequestPlace, requestKeys, TIME_KEYS } from './request-keys.ts'

/** A role, with what its policies say. */
export interface RolePolicies {
  readonly arn: string
  /** `AROA…` */
  readonly id: string
  /** Who may assume it. */
  readonly trust: Policy
  /** How long its sessions last at most. */
  readonly maxSessionSeconds: number
  /** Its inline and managed policies. */
  readonly identity: readonly Policy[]
  /** Undefined without one. */
  readonly boundary?: Policy | undefined
}

/** The policies of the resources of one service. */
export interface ResourcePolicies {
  /**
   * @param arn what a request is about, such as an object of a bucket
   * @returns undefined if there is no policy, or no such resource
   */
  policyOf(arn: string): Policy | undefined
  /** See {@link ApplicablePolicies.resourceDecides}. @default false */
  readonly decide?: boolean
}

/** Who makes a request, with what stays the same from one of its requests to the next. */
interface Requester {
  /** As the decision log names it. */
  readonly who: string
  readonly principal: Principal
  readonly keys: ContextKeys
  /** Undefined for everybody but the sessions of a role whose policies are known. */
  readonly role: RolePolicies | undefined
  /** What it was allowed, by action and resource, and by the keys of a request where a statement asks for them. */
  readonly allowed: Map<string, Allowed>
}

interface Allowed {
  /** Of the resource; another one decides anew. */
  readonly policy: Policy | undefined
  readonly decision: Decision
}

/** How many of what a caller was allowed are remembered. */
const KEPT_ALLOWED = 1_000

/** The role in a session's ARN: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
const ROLE_OF_SESSION = /:assumed-role\/([^/]+)\//
const ROLE_OF_ARN = /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/

const NOBODY: Principal = { kind: 'anonymous' }
/** A role that does not exist, or whose policies were not set, may do nothing. */
const NOTHING: ApplicablePolicies = {}
/** "Users" here are developers, whose access keys this AWS prints when it starts. */
const ADMINISTRATOR: ApplicablePolicies = { identity: [administratorAccess] }

/**
 * Decides requests by the policies of the account: those of the caller's role, its permissions boundary, and the policy
 * of the resource. A user is an administrator. AWS services and anonymous callers need an Allow of the resource's policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class Authorization {
  /** What it has decided. */
  readonly log: DecisionLog
  readonly #place: RequestPlace
  /** A topic is the same caller for each of its messages, an execution environment for each of its requests. */
  readonly #requesters = new WeakMap<Caller, Requester>()
  readonly #anonymous: Requester
  readonly #byRole = new Map<string, RolePolicies>()
  readonly #byService = new Map<string, ResourcePolicies>()

  constructor(place: RequestPlace & { readonly activity: Activity }) {
    this.#place = place
    this.log = new DecisionLog(
      () => place.clock.now(),
      happening => place.activity.report(happening),
    )
    this.#anonymous = {
      who: 'anonymous',
      principal: NOBODY,
      keys: requestKeys(place, { caller: undefined, principal: NOBODY }),
      role: undefined,
      allowed: new Map(),
    }
    this.setResourcePolicies('sts', { policyOf: arn => this.findRole(arn)?.trust, decide: true })
  }

  /** @param arn of the role; undefined if there is no such role */
  findRole(arn: string): RolePolicies | undefined {
    const role = this.#byRole.get(ROLE_OF_ARN.exec(arn)?.[1] ?? '')
    return role?.arn === arn ? role : undefined
  }

  /** @param name of a role; undefined if there is no such role */
  roleArn(name: string): string | undefined {
    return this.#byRole.get(name)?.arn
  }

  /** Replaces the policies of a role, effective immediately. */
  setRole(name: string, policies: RolePolicies): void {
    this.#byRole.set(name, policies)
  }

  /** Deletes the policies of a role, whose sessions may do nothing from now on. */
  deleteRole(name: string): void {
    this.#byRole.delete(name)
  }

  /** @param service the prefix of its actions, such as `sqs` */
  setResourcePolicies(service: string, policies: ResourcePolicies): void {
    this.#byService.set(service, policies)
  }

  /**
   * @param caller undefined for a request without credentials
   * @param needed all the permissions that the request requires
   * @throws AwsError the error of the service of the first action that is not allowed: `AccessDeniedException`,
   * `AccessDenied`, `AuthorizationErrorException`
   */
  check(caller: Caller | undefined, needed: readonly Permission[]): void {
    for (const permission of needed) {
      const decision = this.#decide(caller, permission)
      if (!decision.allowed) throw accessDenied(caller, permission, decision)
    }
  }

  /** Whether the policies allow a request; for services that refuse it in words of their own. */
  allows(caller: Caller | undefined, permission: Permission): boolean {
    return this.#decide(caller, permission).allowed
  }

  #decide(caller: Caller | undefined, permission: Permission): Decision {
    const requester = caller ? this.#requesterOf(caller) : this.#anonymous
    const { action, resource } = permission
    const ofResource = this.#byService.get(action.slice(0, action.indexOf(':')))
    const policy = ofResource?.policyOf(resource)
    const name = `${action} ${resource}`
    // The keys come first: a resource may end like anything. A request without keys is no other's either: conditions such
    // as StringNotEquals are met without them.
    const nameWithKeys = `${JSON.stringify(permission.keys ?? {})} ${name}`
    const before = requester.allowed.get(name) ?? requester.allowed.get(nameWithKeys)
    if (before && before.policy === policy) {
      this.log.repeat({ caller, who: requester.who, permission, decision: before.decision })
      return before.decision
    }

    const { principal, who, keys } = requester
    const request = { principal, action, resource, keys: withKeys(keys, permission.keys) }
    const policies = { ...policiesOf(requester), resource: policy, resourceDecides: ofResource?.decide }
    const decision = decide(request, policies)
    this.log.record({ caller, who, permission, decision })
    const lasting = decision.allowed && lastingName(keysAskedFor(action, policies), keys, name, nameWithKeys)
    if (lasting && lasting.length <= MAX_TEXT_CHARACTERS) {
      if (requester.allowed.size >= KEPT_ALLOWED) requester.allowed.clear()
      requester.allowed.set(lasting, { policy, decision })
    }
    return decision
  }

  #requesterOf(caller: Caller): Requester {
    const roleName = caller.kind === 'principal' ? roleNameOf(caller) : undefined
    const role = roleName === undefined ? undefined : this.#byRole.get(roleName)
    const known = this.#requesters.get(caller)
    if (known && known.role === role) return known
    const principal = principalOf(caller, role)
    const who = roleName ?? (caller.kind === 'service' ? caller.service : caller.arn)
    const keys = requestKeys(this.#place, { caller, principal })
    const requester = { who, principal, keys, role, allowed: new Map() }
    this.#requesters.set(caller, requester)
    return requester
  }
}

/** A service and nobody have no policies; nor has a role that does not exist. */
function policiesOf({ principal, role }: Requester): ApplicablePolicies {
  return principal.kind === 'user' ? ADMINISTRATOR : (role ?? NOTHING)
}

function principalOf(caller: Caller, role: RolePolicies | undefined): Principal {
  if (caller.kind === 'service') return { kind: 'service', name: caller.service }
  const { arn, accountId } = caller
  const name = roleNameOf(caller)
  if (name === undefined) return { kind: 'user', arn, accountId }
  const roleArn = role?.arn ?? `arn:aws:iam::${accountId}:role/${name}`
  return { kind: 'role', arn: roleArn, sessionArn: arn, accountId, ...(role?.boundary && { bounded: true }) }
}

function roleNameOf({ arn }: PrincipalCaller): string | undefined {
  return ROLE_OF_SESSION.exec(arn)?.[1]
}

/** The condition keys that the statements about an action ask for. */
function keysAskedFor(
  action: string,
  { identity = [], boundary, resource }: ApplicablePolicies,
): readonly string[] {
  const statements = [...identity, boundary, resource].flatMap(policy => policy?.statements ?? [])
  return statements.flatMap(statement => (statement.concerns(action) ? statement.keys : []))
}

/** By which of its names a decision holds for later requests of a caller; undefined where the time counts. */
function lastingName(
  asked: readonly string[],
  ofCaller: ContextKeys,
  name: string,
  nameWithKeys: string,
): string | undefined {
  if (asked.some(key => TIME_KEYS.includes(key))) return undefined
  return asked.every(key => Object.hasOwn(ofCaller, key)) ? name : nameWithKeys
}

function withKeys(keys: ContextKeys, ofAction: ContextKeys | undefined): ContextKeys {
  return ofAction ? Object.assign(Object.create(keys), ofAction) : keys
}
