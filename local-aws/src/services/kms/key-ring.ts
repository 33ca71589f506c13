import type { Account } from '../../account.ts'
import {
  aliasExists,
  aliasNotFound,
  invalidArn,
  invalidKeyId,
  keyNotFound,
  reservedAlias,
  validation,
} from './errors.ts'
import { Key, type NewKey } from './key.ts'
import { defaultPolicy, managedKeyPolicy } from './key-policy.ts'
import { SYMMETRIC_DEFAULT } from './key-spec.ts'

/** An alias and the key that it currently refers to. */
export interface Alias {
  /** `alias/orders`. */
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  updatedAt: number
  keyId: string
}

/** A UUID, or the id of a multi-Region key. */
const KEY_ID = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|mrk-[\da-f]{32})$/i
const ALIAS_NAME = /^alias\/[a-zA-Z0-9/_-]{1,250}$/
const AWS_MANAGED = 'alias/aws/'

/** The keys of the account and their aliases. */
export class KeyRing {
  readonly #account: Account
  readonly #keys = new Map<string, Key>()
  readonly #aliases = new Map<string, Alias>()

  constructor(account: Account) {
    this.#account = account
  }

  /** The keys that are not deleted, oldest first. */
  keys(): Key[] {
    this.#forgetDeleted()
    return [...this.#keys.values()]
  }

  /** All aliases, ordered by name. */
  aliases(): Alias[] {
    this.#forgetDeleted()
    return [...this.#aliases.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /**
   * @param policy the JSON text. @default - the default key policy
   * @throws AwsError `MalformedPolicyDocumentException`
   */
  createKey({
    policy = defaultPolicy(this.#account.id),
    ...given
  }: Omit<NewKey, 'manager' | 'policy'> & { policy?: string | undefined }): Key {
    return this.#add(new Key(this.#account, { ...given, policy, manager: 'CUSTOMER' }))
  }

  /**
   * @param reference id, ARN, `alias/name` or alias ARN
   * @throws AwsError `NotFoundException`
   */
  find(reference: string): Key {
    const name = this.#localName(reference)
    if (name.startsWith('alias/')) return this.#findByAlias(name)
    return this.findById(name)
  }

  /** Accepts only ids and ARNs, as the operations that change a key do. */
  findById(reference: string): Key {
    const id = this.#localName(reference).replace(/^key\//, '')
    const key = this.#keys.get(id)
    if (key && !key.deleted) return key
    if (!KEY_ID.test(id)) throw invalidKeyId(id)
    throw keyNotFound(reference.startsWith('arn:') ? reference : this.#account.arn('kms', `key/${id}`))
  }

  #findByAlias(name: string): Key {
    const alias = this.#aliases.get(name)
    if (alias) return this.findById(alias.keyId)
    if (name.startsWith(AWS_MANAGED) && ALIAS_NAME.test(name)) return this.#createManaged(name)
    throw aliasNotFound(this.#account.arn('kms', name))
  }

  /** The key of an ARN `arn:aws:kms:<region>:<account>:key/<id>`; undefined if it is none, or gone. */
  findByArn(arn: string): Key | undefined {
    const key = this.#keys.get(arn.slice(arn.lastIndexOf('/') + 1))
    return key?.arn === arn && !key.deleted ? key : undefined
  }

  /** @param name `alias/orders` */
  findAlias(name: string): Alias | undefined {
    return this.#aliases.get(name)
  }

  /** The names of a key's aliases. */
  aliasesOf(key: Key): string[] {
    return [...this.#aliases.values()].filter(({ keyId }) => keyId === key.id).map(({ name }) => name)
  }

  createAlias(name: string, key: Key): void {
    this.#checkCustomerName(name)
    key.checkNotPendingDeletion()
    const arn = this.#account.arn('kms', name)
    this.#forgetDeleted()
    if (this.#aliases.has(name)) {
      throw aliasExists(arn)
    }
    this.#alias(name, key)
  }

  updateAlias(name: string, key: Key): void {
    this.#checkCustomerName(name)
    const alias = this.#aliases.get(name)
    if (!alias) throw aliasNotFound(this.#account.arn('kms', name))
    key.checkNotPendingDeletion()
    alias.keyId = key.id
    alias.updatedAt = this.#account.clock.now()
  }

  deleteAlias(name: string): void {
    this.#checkCustomerName(name)
    if (!this.#aliases.delete(name)) throw aliasNotFound(this.#account.arn('kms', name))
  }

  /** Creates the AWS managed key of a service when it is first used. */
  #createManaged(name: string): Key {
    const service = name.slice(AWS_MANAGED.length)
    const description = `Default key that protects my ${service} data when no other key is defined`
    const policy = managedKeyPolicy(service, this.#account)
    const given = { manager: 'AWS', spec: SYMMETRIC_DEFAULT, description, policy } as const
    const key = this.#add(new Key(this.#account, given))
    this.#alias(name, key)
    return key
  }

  #add(key: Key): Key {
    this.#keys.set(key.id, key)
    return key
  }

  #alias(name: string, key: Key): void {
    const now = this.#account.clock.now()
    const arn = this.#account.arn('kms', name)
    this.#aliases.set(name, { name, arn, createdAt: now, updatedAt: now, keyId: key.id })
  }

  /** Removes deleted keys with their data, "including all aliases that refer to it" (ScheduleKeyDeletion). */
  #forgetDeleted(): void {
    for (const key of this.#keys.values()) {
      if (!key.deleted) continue
      this.#keys.delete(key.id)
      for (const alias of this.#aliases.values()) {
        if (alias.keyId === key.id) this.#aliases.delete(alias.name)
      }
    }
  }

  /** The part after `arn:aws:kms:<region>:<account>:`, or the reference itself if it is not an ARN. */
  #localName(reference: string): string {
    if (!reference.startsWith('arn:')) return reference
    const here = this.#account.arn('kms', '')
    if (reference.startsWith(here)) return reference.slice(here.length)
    const [, , , region = ''] = reference.split(':', 5)
    if (region !== this.#account.region) throw invalidArn(region)
    throw reference.includes(':alias/') ? aliasNotFound(reference) : keyNotFound(reference)
  }

  #checkCustomerName(name: string): void {
    if (!name.startsWith('alias/')) {
      throw validation(
        'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
      )
    }
    if (!ALIAS_NAME.test(name)) {
      throw validation(
        `Alias ${JSON.stringify(name)} must be "alias/" and then 1 to 250 letters, digits, "/", "_" or "-".`,
      )
    }
    if (name.startsWith(AWS_MANAGED)) {
      throw reservedAlias(AWS_MANAGED)
    }
  }
}
