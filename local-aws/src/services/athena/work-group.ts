import type { WorkGroupConfiguration } from './work-group-configuration.ts'

/** A workgroup: settings for the queries that run in it. */
export class WorkGroup {
  readonly name: string
  /** In ms since the epoch. */
  readonly createdAt: number
  description: string | undefined
  state: 'ENABLED' | 'DISABLED' = 'ENABLED'
  configuration: WorkGroupConfiguration
  readonly tags = new Map<string, string>()

  constructor(name: string, createdAt: number, configuration: WorkGroupConfiguration, description?: string) {
    this.name = name
    this.createdAt = createdAt
    this.configuration = configuration
    this.description = description
  }

  /** Undefined for no limit. */
  get bytesScannedCutoff(): number | undefined {
    return this.configuration.BytesScannedCutoffPerQuery
  }
}
