import type { Account } from '../../account.ts'
import { denyStatements } from '../../identity/explicit-denies.ts'
import { type TagEntry, TagSet } from '../../tag-set.ts'
import { entityAlreadyExists, invalidInput, noSuchEntity, noSuchPolicy } from './errors.ts'

export type PolicyDocument = Readonly<Record<string, unknown>>

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
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>
  /** ARNs of managed policies, AWS's own among them. */
  readonly managedPolicies: ReadonlySet<string>
}

export interface ManagedPolicy {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly document: PolicyDocument
}

/** A role, for those who change it. */
interface KeptRole extends Role {
  readonly inlinePolicies: Map<string, PolicyDocument>
  readonly managedPolicies: Set<string>
}

/**
 * The roles and managed policies of the account. What their policies explicitly deny is refused from the moment on
 * that they say so; what they allow decides nothing yet.
 */
export class Roles {
  readonly #account: Account
  readonly #roles = new Map<string, KeptRole>()
  readonly #managedPolicies = new Map<string, ManagedPolicy>()

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `EntityAlreadyExists` */
  addRole(
    role: Pick<Role, 'name' | 'path' | 'description' | 'maxSessionSeconds' | 'trustPolicy'>,
    tags: readonly TagEntry[] = [],
  ): Role {
    if (this.#roles.has(role.name)) {
      throw entityAlreadyExists(`Role with name ${role.name} already exists.`)
    }
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
    return made
  }

  /** @throws AwsError `NoSuchEntity` */
  role(name: string): Role {
    return this.#role(name)
  }

  /**
   * Adds an inline policy, or replaces the one of this name.
   *
   * @throws AwsError `NoSuchEntity`; `MalformedPolicyDocument` for a Deny that cannot be decided here
   */
  putInlinePolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    const role = this.#role(roleName)
    denyStatements(document)
    role.inlinePolicies.set(policyName, document)
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

  /** @throws AwsError `MalformedPolicyDocument` for a Deny that cannot be decided here */
  addManagedPolicy(name: string, path: string, document: PolicyDocument): ManagedPolicy {
    denyStatements(document)
    const { id, random } = this.#account
    const arn = `arn:aws:iam::${id}:policy${path}${name}`
    const policy = { name, id: `ANPA${random.letters(17)}`, arn, document }
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

  #enforce({ name, inlinePolicies, managedPolicies }: Role): void {
    const managed = [...managedPolicies]
      .map(arn => this.#managedPolicies.get(arn)?.document)
      .filter(document => document !== undefined)
    this.#account.denies.replace(name, [...inlinePolicies.values(), ...managed])
  }
}
