import { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Keys } from '../../ports.ts'

/** As `CreateTable` takes it. */
export interface SseSpecification {
  /** Id, ARN or alias; without it the table has the key that AWS manages. */
  KMSMasterKeyId?: string
}

/** Which customer-managed key each table is encrypted with. */
export class TableEncryption {
  readonly #keys: Keys
  readonly #keyOfTable = new Map<string, string>()

  constructor(keys: Keys) {
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
   * Asks KMS to decrypt the key of each table on behalf of who uses its items. AWS keeps a table's key for five minutes
   * for each caller; here every request asks, so that a caller who is denied the key shows at once. A key that is
   * disabled or gone changes nothing: DynamoDB notices that within hours, and then makes the table inaccessible.
   *
   * @param tables names or ARNs
   * @throws AwsError `AccessDeniedException` where the caller may not use the key
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
   */
  use(tables: readonly string[], caller: Caller): void {
    for (const table of tables) {
      const key = this.#keyOfTable.get(table.slice(table.lastIndexOf('/') + 1))
      if (key !== undefined) this.#decrypt(key, caller)
    }
  }

  #decrypt(key: string, caller: Caller): void {
    try {
      this.#keys.use(key, 'Decrypt', caller)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      if (error.code !== 'AccessDeniedException') return
      throw new AwsError('AccessDeniedException', `KMS key access denied error: ${error.message}`)
    }
  }
}
