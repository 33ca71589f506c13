import type { CatalogColumn, CatalogStorage, CatalogTable } from '../../ports.ts'
import { alreadyExists, entityNotFound, invalidInput } from './errors.ts'
import { Partition } from './partition.ts'
import type { ColumnInput, PartitionInput, TableInput } from './table-input.ts'

/** A table of the catalog with its partitions. */
export class Table implements CatalogTable {
  readonly name: string
  readonly database: string
  /** In ms since the epoch. */
  readonly createdAt: number
  updatedAt: number
  /** "The ID of the table version": how often the definition has changed. */
  version = 0
  #definition: TableInput
  readonly #partitions = new Map<string, Partition>()

  constructor(name: string, database: string, createdAt: number, definition: TableInput) {
    this.name = name
    this.database = database
    this.createdAt = createdAt
    this.updatedAt = createdAt
    this.#definition = definition
  }

  get definition(): TableInput {
    return this.#definition
  }

  update(definition: TableInput, now: number): void {
    this.#definition = definition
    this.updatedAt = now
    this.version++
  }

  get type(): string | undefined {
    return this.#definition.TableType
  }

  get parameters(): Readonly<Record<string, string>> {
    return this.#definition.Parameters ?? {}
  }

  get partitionKeys(): readonly CatalogColumn[] {
    return (this.#definition.PartitionKeys ?? []).map(column)
  }

  get storage(): CatalogStorage {
    const {
      Columns = [],
      Location,
      InputFormat,
      OutputFormat,
      SerdeInfo,
    } = this.#definition.StorageDescriptor ?? {}
    return {
      columns: Columns.map(column),
      location: Location,
      inputFormat: InputFormat,
      outputFormat: OutputFormat,
      serializationLibrary: SerdeInfo?.SerializationLibrary,
      serdeParameters: SerdeInfo?.Parameters ?? {},
    }
  }

  /** Ordered by their values. */
  get partitions(): Partition[] {
    return [...this.#partitions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, partition]) => partition)
  }

  /** @throws AwsError `EntityNotFoundException` */
  partition(values: readonly string[]): Partition {
    const partition = this.#partitions.get(keyOf(values))
    if (!partition) throw entityNotFound('Cannot find partition.')
    return partition
  }

  /** @throws AwsError `AlreadyExistsException`, `InvalidInputException` */
  addPartition(definition: PartitionInput, now: number): void {
    const { Values: values = [] } = definition
    const keys = this.#definition.PartitionKeys ?? []
    if (values.length !== keys.length) {
      throw invalidInput(
        `The number of partition keys do not match the number of partition values: ${keys.length} keys, ${values.length} values`,
      )
    }
    const key = keyOf(values)
    if (this.#partitions.has(key)) throw alreadyExists('Partition already exists.')
    this.#partitions.set(key, new Partition(values, now, definition))
  }

  /** @throws AwsError `EntityNotFoundException` */
  deletePartition(values: readonly string[]): void {
    this.partition(values)
    this.#partitions.delete(keyOf(values))
  }
}

function column({ Name, Type = 'string', Comment }: ColumnInput): CatalogColumn {
  return { name: Name.toLowerCase(), type: Type, comment: Comment }
}

function keyOf(values: readonly string[]): string {
  return JSON.stringify(values)
}
