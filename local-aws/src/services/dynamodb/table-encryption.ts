import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import { READING } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'

/** The parameter of `CreateTable`. */
export interface SseSpecification {
  /** Id, ARN or alias; without it, the table uses the AWS managed key. */
  KMSMasterKeyId?: string
}

/** The customer-managed key of each table. */
export class TableEncryption {
  readonly #account: Account
  readonly #keys: Keys
  readonly #keyOfTable = new Map<string, string>()

  constructor(account: Account, keys: Keys) {
    this.#account = account
    this.#keys = keys
  }

  encrypt(table: string, specification: SseSpecification | undefined): void {
    const key = specification?.KMSMasterKeyId
    if (key !== undefined) this.#keyOfTable.set(table, key)
  }

  forget(table: string): void {
    this.#keyOfTable.delete(table)
  }

  /**
   * Uses each table's key for decryption, on behalf of the caller that uses its items. AWS caches a table's key for
   * five minutes per caller; here every request checks it, so that a denied caller is detected at once. A disabled or
   * deleted key has no effect: DynamoDB detects it within hours, and then makes the table inaccessible.
   *
   * @param tables names or ARNs
   * @throws AwsError `AccessDeniedException` if the caller may not use the key
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
   */
  use(tables: readonly string[], caller: Caller): void {
    for (const table of tables) {
      const name = table.slice(table.lastIndexOf('/') + 1)
      const key = this.#keyOfTable.get(name)
      if (key !== undefined) this.#decrypt(key, name, caller)
    }
  }

  #decrypt(key: string, table: string, caller: Caller): void {
    const context = { 'aws:dynamodb:tableName': table, 'aws:dynamodb:subscriberId': this.#account.id }
    try {
      this.#keys.use(key, READING, { caller, via: 'dynamodb', context })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      if (error.code !== 'AccessDeniedException') return
      throw new AwsError('AccessDeniedException', `KMS key access denied error: ${error.message}`)
    }
  }
}
