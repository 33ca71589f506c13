import type { CatalogPartition } from '../../ports.ts'
import type { PartitionInput } from './table-input.ts'

/** A partition in the catalog, for a table whose partitions are not projected. */
export class Partition implements CatalogPartition {
  readonly values: readonly string[]
  /** In ms since the epoch. */
  readonly createdAt: number
  readonly definition: PartitionInput

  constructor(values: readonly string[], createdAt: number, definition: PartitionInput) {
    this.values = values
    this.createdAt = createdAt
    this.definition = definition
  }

  get location(): string | undefined {
    return this.definition.StorageDescriptor?.Location
  }
}
