import type { SseSpecification } from './table-encryption.ts'

/** The members of `CreateTable` that are used here; dynalite checks the others. */
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
