import type { Actions } from '../../../api/service-api.ts'
import { AwsError } from '../../../aws-error.ts'
import type { Catalog } from '../catalog.ts'
import { listedPage } from '../pages.ts'
import type { Partition } from '../partition.ts'
import type { Table } from '../table.ts'
import type { PartitionInput } from '../table-input.ts'
import { storageShape } from './tables.ts'

interface TableReference {
  DatabaseName: string
  TableName: string
}

/** "MaxResults … Maximum value of 1000." */
const PAGE_PARTITIONS = 1000

/** The actions on partitions in the catalog. Projected partitions are not in it. */
export function partitionActions(catalog: Catalog): Actions {
  const tableOf = ({ DatabaseName, TableName }: TableReference) => catalog.table(DatabaseName, TableName)
  const { clock } = catalog.account

  return {
    CreatePartition(input: TableReference & { PartitionInput: PartitionInput }): void {
      tableOf(input).addPartition(input.PartitionInput, clock.now())
    },

    BatchCreatePartition(input: TableReference & { PartitionInputList: PartitionInput[] }) {
      const table = tableOf(input)
      const errors = input.PartitionInputList.flatMap(partition =>
        errorOf(partition.Values ?? [], () => table.addPartition(partition, clock.now())),
      )
      return { Errors: errors }
    },

    GetPartition(input: TableReference & { PartitionValues: string[] }) {
      const table = tableOf(input)
      return { Partition: partitionShape(table, table.partition(input.PartitionValues), catalog) }
    },

    BatchGetPartition(input: TableReference & { PartitionsToGet: { Values: string[] }[] }) {
      const table = tableOf(input)
      const existing = new Map(
        table.partitions.map(partition => [JSON.stringify(partition.values), partition]),
      )
      const found = input.PartitionsToGet.map(({ Values }) => existing.get(JSON.stringify(Values)))
      return {
        Partitions: found.flatMap(partition =>
          partition ? [partitionShape(table, partition, catalog)] : [],
        ),
        UnprocessedKeys: [],
      }
    },

    GetPartitions(
      input: TableReference & { NextToken?: string; MaxResults?: number; ExcludeColumnSchema?: boolean },
    ) {
      const table = tableOf(input)
      const { items, token } = listedPage(
        table.partitions,
        input.MaxResults ?? PAGE_PARTITIONS,
        input.NextToken,
      )
      const shapes = items.map(partition => partitionShape(table, partition, catalog))
      return {
        Partitions: input.ExcludeColumnSchema ? shapes.map(withoutColumns) : shapes,
        NextToken: token,
      }
    },

    DeletePartition(input: TableReference & { PartitionValues: string[] }): void {
      tableOf(input).deletePartition(input.PartitionValues)
    },

    BatchDeletePartition(input: TableReference & { PartitionsToDelete: { Values: string[] }[] }) {
      const table = tableOf(input)
      const errors = input.PartitionsToDelete.flatMap(({ Values }) =>
        errorOf(Values, () => table.deletePartition(Values)),
      )
      return { Errors: errors }
    },
  }
}

function errorOf(values: readonly string[], change: () => void) {
  try {
    change()
    return []
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return [{ PartitionValues: values, ErrorDetail: { ErrorCode: error.code, ErrorMessage: error.message } }]
  }
}

function partitionShape(table: Table, { values, createdAt, definition }: Partition, { account }: Catalog) {
  const storage = definition.StorageDescriptor
  return {
    Values: values,
    DatabaseName: table.database,
    TableName: table.name,
    CreationTime: createdAt / 1000,
    ...(storage && { StorageDescriptor: storageShape(storage) }),
    Parameters: definition.Parameters ?? {},
    CatalogId: account.id,
  }
}

function withoutColumns(shape: ReturnType<typeof partitionShape>) {
  const { StorageDescriptor: storage, ...rest } = shape
  return { ...rest, ...(storage && { StorageDescriptor: { ...storage, Columns: [] } }) }
}
