import type { Account } from '../../account.ts'
import { AwsError } from '../../api/aws-error.ts'

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
  /** By name. */
  readonly inlinePolicies: Map<string, PolicyDocument>
  /** ARNs of managed policies, AWS's own among them. */
  readonly managedPolicies: Set<string>
}

export interface ManagedPolicy {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly document: PolicyDocument
}

/** The roles and managed policies of the account. Nothing is decided by them yet. */
export class Roles {
  readonly #account: Account
  readonly #roles = new Map<string, Role>()
  readonly #managedPolicies = new Map<string, ManagedPolicy>()

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `EntityAlreadyExists` */
  addRole(role: Pick<Role, 'name' | 'path' | 'description' | 'maxSessionSeconds' | 'trustPolicy'>): Role {
    if (this.#roles.has(role.name)) {
      throw new AwsError('EntityAlreadyExists', `Role with name ${role.name} already exists.`, {
        statusCode: 409,
      })
    }
    const { id, random, clock } = this.#account
    const made: Role = {
      ...role,
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
    const role = this.#roles.get(name)
    if (role) return role
    throw noSuchEntity(`The role with name ${name} cannot be found.`)
  }

  addManagedPolicy(name: string, path: string, document: PolicyDocument): ManagedPolicy {
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
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, { statusCode: 404 })
}
