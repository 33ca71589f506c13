import { createHash } from 'node:crypto'
import type { Account } from '../../account.ts'
import { secretHex } from '../../random.ts'
import { type TagEntry, TagSet } from '../../tag-set.ts'
import { disabled, invalidState, invalidTag, validation } from './errors.ts'
import { type KeyPolicy, keyPolicy } from './key-policy.ts'
import type { KeySpec } from './key-spec.ts'

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'

/** The manager of a key: the account's owner, or the AWS service in its alias `alias/aws/…`. */
export type KeyManager = 'CUSTOMER' | 'AWS'

const DAY_MS = 24 * 60 * 60 * 1000

/** The properties of a new key. */
export interface NewKey {
  readonly manager: KeyManager
  readonly spec: KeySpec
  readonly description: string
  /** The key policy as JSON text. */
  readonly policy: string
  readonly tags?: readonly TagEntry[] | undefined
}

/**
 * A KMS key for symmetric encryption or HMACs.
 *
 * Its key material comes from the account's seeded random numbers, so that a run can be repeated. Its ciphertexts are
 * valid but protect nothing.
 */
export class Key {
  readonly id: string
  readonly arn: string
  readonly manager: KeyManager
  readonly createdAt: number
  readonly spec: KeySpec
  readonly material: Buffer
  /** The id of the key material, which `Decrypt` tells of symmetric keys. */
  readonly materialId: string
  readonly tags: TagSet
  description: string
  #policy: KeyPolicy
  /** The rotation of the key, if it is enabled; the material stays the same here. */
  #rotation: { periodDays: number; enabledAt: number } | undefined
  readonly #account: Account
  #enabled = true
  #deletionDate: number | undefined

  constructor(account: Account, given: NewKey) {
    this.#account = account
    this.id = account.random.uuid()
    this.arn = account.arn('kms', `key/${this.id}`)
    this.manager = given.manager
    this.createdAt = account.clock.now()
    this.spec = given.spec
    this.material = Buffer.from(secretHex(given.spec.materialBytes * 2), 'hex')
    this.materialId = createHash('sha256').update(this.material).digest('hex')
    this.tags = new TagSet(invalidTag, given.tags)
    this.description = given.description
    this.#policy = keyPolicy(given.policy, this.arn)
  }

  get policy(): KeyPolicy {
    return this.#policy
  }

  /** @throws AwsError `MalformedPolicyDocumentException` */
  setPolicy(text: string): void {
    this.#policy = keyPolicy(text, this.arn)
  }

  get state(): KeyState {
    if (this.#deletionDate !== undefined) return 'PendingDeletion'
    return this.#enabled ? 'Enabled' : 'Disabled'
  }

  /** When the key will be deleted, in ms since the epoch; undefined unless its deletion is scheduled. */
  get deletionDate(): number | undefined {
    return this.#deletionDate
  }

  /** Whether the waiting period has passed, so that the key no longer exists. */
  get deleted(): boolean {
    return this.#deletionDate !== undefined && this.#deletionDate <= this.#account.clock.now()
  }

  /**
   * @throws AwsError `DisabledException`, `KMSInvalidStateException` according to "Key states" in the KMS guide, for
   * cryptographic operations
   */
  checkUsable(): void {
    this.checkNotPendingDeletion()
    if (!this.#enabled) throw disabled(this.arn)
  }

  /** @throws AwsError `KMSInvalidStateException` */
  checkNotPendingDeletion(): void {
    if (this.#deletionDate !== undefined) throw invalidState(this.arn, 'pending deletion')
  }

  enable(): void {
    this.checkNotPendingDeletion()
    this.#enabled = true
  }

  disable(): void {
    this.checkNotPendingDeletion()
    this.#enabled = false
  }

  /** @param windowDays the waiting period, 7 to 30 days */
  scheduleDeletion(windowDays: number): void {
    if (!Number.isInteger(windowDays) || windowDays < 7 || windowDays > 30) {
      throw validation(`PendingWindowInDays must be a whole number from 7 to 30, not ${windowDays}.`)
    }
    this.checkNotPendingDeletion()
    this.#deletionDate = this.#account.clock.now() + windowDays * DAY_MS
  }

  /** Leaves the key disabled, as KMS does. */
  cancelDeletion(): void {
    if (this.#deletionDate === undefined) throw invalidState(this.arn, 'not pending deletion')
    this.#deletionDate = undefined
    this.#enabled = false
  }

  enableRotation(periodDays: number): void {
    this.#rotation = { periodDays, enabledAt: this.#account.clock.now() }
  }

  disableRotation(): void {
    this.#rotation = undefined
  }

  /** The next rotation is a period after the last, or after rotation was enabled; in ms since the epoch. */
  get rotation(): { periodDays: number; nextAt: number } | undefined {
    if (!this.#rotation) return undefined
    const { periodDays, enabledAt } = this.#rotation
    const periodMs = periodDays * DAY_MS
    const past = Math.floor((this.#account.clock.now() - enabledAt) / periodMs)
    return { periodDays, nextAt: enabledAt + (past + 1) * periodMs }
  }

  /** `KeyMetadata`, with times in seconds since the epoch as in JSON 1.1. */
  get metadata() {
    return {
      AWSAccountId: this.#account.id,
      KeyId: this.id,
      Arn: this.arn,
      CreationDate: this.createdAt / 1000,
      Enabled: this.state === 'Enabled',
      Description: this.description,
      KeyUsage: this.spec.usage,
      KeyState: this.state,
      ...(this.#deletionDate !== undefined && { DeletionDate: this.#deletionDate / 1000 }),
      Origin: 'AWS_KMS',
      KeyManager: this.manager,
      CustomerMasterKeySpec: this.spec.name,
      KeySpec: this.spec.name,
      ...(this.spec.mac
        ? { MacAlgorithms: [this.spec.mac.algorithm] }
        : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'], CurrentKeyMaterialId: this.materialId }),
      MultiRegion: false,
    }
  }
}
