import type { Account } from '../../account.ts'
import type { Policy } from '../../identity/policies/policy.ts'
import { type TagEntry, TagSet } from '../../tag-set.ts'
import {
  deleteConflict,
  entityAlreadyExists,
  invalidInput,
  noSuchEntity,
  noSuchPolicy,
  validationError,
} from './errors.ts'
import { ManagedPolicies } from './managed-policies.ts'
import { type PolicyDocument, type RolePolicy, rolePolicy, trustPolicy } from './policy-document.ts'

/** A role with everything that says what it may do. */
export interface Role {
  readonly name: string
  /** `AROA…`. */
  readonly id: string
  readonly arn: string
  /** `/`, or `/division/`. */
  readonly path: string
  readonly description: string | undefined
  readonly maxSessionSeconds: number
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly trustPolicy: PolicyDocument
  readonly tags: TagSet
  /** By name. */
  readonly inlinePolicies: ReadonlyMap<string, RolePolicy>
  /** ARNs of managed policies, AWS's own among them. */
  readonly managedPolicies: ReadonlySet<string>
  /** The ARN of the managed policy that is its permissions boundary. */
  readonly boundary: string | undefined
}

/** What a role is created with. */
export interface NewRole extends Pick<Role, 'name' | 'path' | 'description' | 'trustPolicy' | 'boundary'> {
  /** @default an hour */
  readonly maxSessionSeconds: number | undefined
}

/** A role, for those who change it. */
interface KeptRole extends Role {
  description: string | undefined
  maxSessionSeconds: number
  trustPolicy: PolicyDocument
  boundary: string | undefined
  trust: Policy
  readonly inlinePolicies: Map<string, RolePolicy>
  readonly managedPolicies: Set<string>
}

/** "If you do not specify a value for this setting, the default value of one hour is applied"; up to 12 hours. */
const SESSION_SECONDS = { least: 3600, most: 43_200 }

/** The roles of the account. Their policies decide requests as soon as they are attached. */
export class Roles {
  /** The policies that can be attached to them. */
  readonly managed: ManagedPolicies
  readonly #account: Account
  readonly #roles = new Map<string, KeptRole>()

  constructor(account: Account) {
    this.#account = account
    this.managed = new ManagedPolicies(account)
  }

  /**
   * @throws AwsError `EntityAlreadyExists`, `MalformedPolicyDocument`, `ValidationError`; `NoSuchEntity` for the
   * boundary
   */
  addRole(role: NewRole, tags: readonly TagEntry[] = []): Role {
    if (this.#roles.has(role.name)) {
      throw entityAlreadyExists(`Role with name ${role.name} already exists.`)
    }
    const { id, random, clock } = this.#account
    if (role.boundary !== undefined) this.managed.get(role.boundary)
    const made: KeptRole = {
      ...role,
      maxSessionSeconds: sessionSeconds(role.maxSessionSeconds),
      trust: trustPolicy(role.name, role.trustPolicy),
      tags: new TagSet(invalidInput, tags),
      id: `AROA${random.letters(17)}`,
      arn: `arn:aws:iam::${id}:role${role.path}${role.name}`,
      createdAt: clock.now(),
      inlinePolicies: new Map(),
      managedPolicies: new Set(),
    }
    this.#roles.set(role.name, made)
    this.#enforce(made)
    return made
  }

  /** @throws AwsError `NoSuchEntity` */
  role(name: string): Role {
    return this.#role(name)
  }

  /** In the order of their names. */
  list(): Role[] {
    return [...this.#roles.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** @throws AwsError `NoSuchEntity`; `DeleteConflict` while it has policies */
  deleteRole(name: string): void {
    const { inlinePolicies, managedPolicies } = this.#role(name)
    if (inlinePolicies.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
    if (managedPolicies.size > 0)
      throw deleteConflict('Cannot delete entity, must detach all policies first.')
    this.#roles.delete(name)
    this.#account.authorization.deleteRole(name)
  }

  /** @throws AwsError `NoSuchEntity`, `ValidationError` */
  updateRole(name: string, changes: { description?: string; maxSessionSeconds?: number }): void {
    const role = this.#role(name)
    const { description = role.description, maxSessionSeconds = role.maxSessionSeconds } = changes
    role.maxSessionSeconds = sessionSeconds(maxSessionSeconds)
    role.description = description
    this.#enforce(role)
  }

  /** @throws AwsError `NoSuchEntity`, `MalformedPolicyDocument` */
  updateTrustPolicy(name: string, document: PolicyDocument): void {
    const role = this.#role(name)
    role.trust = trustPolicy(name, document)
    role.trustPolicy = document
    this.#enforce(role)
  }

  /**
   * @param policyArn undefined for none
   * @throws AwsError `NoSuchEntity`
   */
  setBoundary(name: string, policyArn: string | undefined): void {
    const role = this.#role(name)
    if (policyArn !== undefined) this.managed.get(policyArn)
    role.boundary = policyArn
    this.#enforce(role)
  }

  /**
   * Adds an inline policy, or replaces the one of this name.
   *
   * @throws AwsError `NoSuchEntity`; `MalformedPolicyDocument`
   */
  putInlinePolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    const role = this.#role(roleName)
    role.inlinePolicies.set(policyName, rolePolicy(policyName, document))
    this.#enforce(role)
  }

  /** @throws AwsError `NoSuchEntity` */
  deleteInlinePolicy(roleName: string, policyName: string): void {
    const role = this.#role(roleName)
    if (!role.inlinePolicies.delete(policyName)) throw noSuchPolicy(policyName)
    this.#enforce(role)
  }

  /** @throws AwsError `NoSuchEntity`; `InvalidInput` for a policy of AWS that is not simulated */
  attachManagedPolicy(roleName: string, policyArn: string): void {
    const role = this.#role(roleName)
    this.managed.get(policyArn)
    role.managedPolicies.add(policyArn)
    this.#enforce(role)
  }

  /** @throws AwsError `NoSuchEntity` */
  detachManagedPolicy(roleName: string, policyArn: string): void {
    const role = this.#role(roleName)
    if (!role.managedPolicies.delete(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`)
    this.#enforce(role)
  }

  /** @throws AwsError `NoSuchEntity`; `DeleteConflict` while a role has it */
  deleteManagedPolicy(policyArn: string): void {
    if (this.attachments(policyArn) > 0) throw deleteConflict('Cannot delete a policy attached to entities.')
    this.managed.delete(policyArn)
  }

  /** To how many roles a managed policy is attached. */
  attachments(policyArn: string): number {
    return [...this.#roles.values()].filter(({ managedPolicies }) => managedPolicies.has(policyArn)).length
  }

  #role(name: string): KeptRole {
    const role = this.#roles.get(name)
    if (role) return role
    throw noSuchEntity(`The role with name ${name} cannot be found.`)
  }

  #enforce(role: KeptRole): void {
    const { name, arn, id, trust, maxSessionSeconds, inlinePolicies, managedPolicies, boundary } = role
    const managed = [...managedPolicies].map(policyArn => this.managed.get(policyArn))
    this.#account.authorization.setRole(name, {
      ...{ arn, id, trust, maxSessionSeconds },
      identity: [...inlinePolicies.values(), ...managed].map(({ compiled }) => compiled),
      boundary: boundary === undefined ? undefined : this.managed.get(boundary).compiled,
    })
  }
}

function sessionSeconds(seconds: number = SESSION_SECONDS.least): number {
  const { least, most } = SESSION_SECONDS
  if (seconds >= least && seconds <= most) return seconds
  throw validationError(`MaxSessionDuration must be from ${least} to ${most} seconds, not ${seconds}.`)
}
