import type { Account } from '../../account.ts'
import { type TagEntry, TagSet } from '../../tag-set.ts'
import { entityAlreadyExists, invalidInput, noSuchEntity, noSuchPolicy } from './errors.ts'
import { checkTrustPolicy, type PolicyDocument, type RolePolicy, rolePolicy } from './policy-document.ts'

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

export interface ManagedPolicy extends RolePolicy {
  readonly name: string
  readonly id: string
  readonly arn: string
}

/** A role, for those who change it. */
interface KeptRole extends Role {
  readonly inlinePolicies: Map<string, RolePolicy>
  readonly managedPolicies: Set<string>
}

/**
 * The roles and managed policies of the account. What the policies of a role explicitly deny is refused as soon as they
 * are attached; what they allow decides nothing yet.
 */
export class Roles {
  readonly #account: Account
  readonly #roles = new Map<string, KeptRole>()
  readonly #managedPolicies = new Map<string, ManagedPolicy>()

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `EntityAlreadyExists`, `MalformedPolicyDocument` */
  addRole(
    role: Pick<Role, 'name' | 'path' | 'description' | 'maxSessionSeconds' | 'trustPolicy' | 'boundary'>,
    tags: readonly TagEntry[] = [],
  ): Role {
    if (this.#roles.has(role.name)) {
      throw entityAlreadyExists(`Role with name ${role.name} already exists.`)
    }
    checkTrustPolicy(role.name, role.trustPolicy)
    const { id, random, clock } = this.#account
    const made: KeptRole = {
      ...role,
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

  /** @throws AwsError `NoSuchEntity` */
  attachManagedPolicy(roleName: string, policyArn: string): void {
    const role = this.#role(roleName)
    role.managedPolicies.add(policyArn)
    this.#enforce(role)
  }

  /** @throws AwsError `MalformedPolicyDocument` */
  addManagedPolicy(name: string, path: string, document: PolicyDocument): ManagedPolicy {
    const { id, random } = this.#account
    const arn = `arn:aws:iam::${id}:policy${path}${name}`
    const policy = { ...rolePolicy(arn, document), name, id: `ANPA${random.letters(17)}`, arn }
    this.#managedPolicies.set(arn, policy)
    return policy
  }

  /** Undefined for AWS's own policies, whose documents are not known here. */
  managedPolicy(arn: string): ManagedPolicy | undefined {
    return this.#managedPolicies.get(arn)
  }

  #role(name: string): KeptRole {
    const role = this.#roles.get(name)
    if (role) return role
    throw noSuchEntity(`The role with name ${name} cannot be found.`)
  }

  #enforce({ name, arn, inlinePolicies, managedPolicies, boundary }: Role): void {
    const managed = [...managedPolicies].map(policyArn => this.#managedPolicies.get(policyArn))
    const known = [...inlinePolicies.values(), ...managed].filter(policy => policy !== undefined)
    this.#account.authorization.setRole(name, {
      arn,
      identity: known.map(({ compiled }) => compiled),
      boundary: boundary === undefined ? undefined : this.#managedPolicies.get(boundary)?.compiled,
    })
  }
}
