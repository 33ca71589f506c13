import type { Actions } from '../../../api/service-api.ts'
import { AwsError } from '../../../aws-error.ts'
import type { Dynalite } from '../dynalite.ts'
import { notSimulated, protectedAgainstDeletion } from '../errors.ts'
import type { TableDefinition, TableDescription } from '../table.ts'
import type { TableEncryption } from '../table-encryption.ts'
import type { TimeToLive } from '../time-to-live.ts'

/** `CreateTable` and `DeleteTable`. */
export class TableActions {
  readonly actions: Actions = {
    CreateTable: (input: TableDefinition) => this.create(input),
    DeleteTable: (input: { TableName: string }) => this.delete(input.TableName),
  }
  readonly #dynalite: Dynalite
  readonly #encryption: TableEncryption
  readonly #timeToLive: TimeToLive
  readonly #protected = new Set<string>()

  constructor(dynalite: Dynalite, encryption: TableEncryption, timeToLive: TimeToLive) {
    this.#dynalite = dynalite
    this.#encryption = encryption
    this.#timeToLive = timeToLive
  }

  /** @throws AwsError the errors of `CreateTable` */
  async create(input: TableDefinition): Promise<object> {
    // The table class affects only the price.
    const { Tags, StreamSpecification, DeletionProtectionEnabled, SSESpecification, TableClass, ...rest } =
      input
    if (StreamSpecification?.StreamEnabled) throw notSimulated('DynamoDB Streams')
    if (DeletionProtectionEnabled) throw notSimulated('deletion protection of tables')

    const output = (await this.#dynalite.run('CreateTable', rest)) as { TableDescription: TableDescription }
    this.#encryption.encrypt(input.TableName, SSESpecification)
    if (Tags?.length) {
      await this.#dynalite.run('TagResource', { ResourceArn: output.TableDescription.TableArn, Tags })
    }
    return output
  }

  /** @throws AwsError `ResourceNotFoundException` */
  async describe(TableName: string): Promise<TableDescription> {
    const output = await this.#dynalite.run('DescribeTable', { TableName })
    return (output as { Table: TableDescription }).Table
  }

  async exists(name: string): Promise<boolean> {
    try {
      await this.describe(name)
      return true
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return false
      throw error
    }
  }

  /** Turns deletion protection on. */
  protect(name: string): void {
    this.#protected.add(name)
  }

  /** @throws AwsError `ResourceNotFoundException`; `ValidationException` for a protected table */
  async delete(TableName: string): Promise<object> {
    if (this.#protected.has(TableName)) throw protectedAgainstDeletion()
    const output = await this.#dynalite.run('DeleteTable', { TableName })
    this.#timeToLive.forget(TableName)
    this.#encryption.forget(TableName)
    return output
  }
}
