import type { SseSpecification } from './table-encryption.ts'

/** What `CreateTable` takes, as far as it is looked at here; the rest is dynalite's to check. */
export interface TableDefinition {
  TableName: string
  Tags?: unknown[]
  SSESpecification?: SseSpecification
  StreamSpecification?: { StreamEnabled: boolean }
  DeletionProtectionEnabled?: boolean
  [parameter: string]: unknown
}

export interface TableDescription {
  TableName: string
  TableArn: string
  TableId: string
  TableStatus: string
}
