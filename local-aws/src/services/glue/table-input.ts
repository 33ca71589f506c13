/** A column as in the API. */
export interface ColumnInput {
  Name: string
  Type?: string
  Comment?: string
  Parameters?: Record<string, string>
}

/** How a table or partition is stored, as in the API. */
export interface StorageDescriptor {
  Columns?: ColumnInput[]
  Location?: string
  InputFormat?: string
  OutputFormat?: string
  SerdeInfo?: { Name?: string; SerializationLibrary?: string; Parameters?: Record<string, string> }
  Parameters?: Record<string, string>
  Compressed?: boolean
  NumberOfBuckets?: number
  BucketColumns?: string[]
  SortColumns?: { Column: string; SortOrder: number }[]
  StoredAsSubDirectories?: boolean
}

/** The definition of a table, as in the API and in templates. */
export interface TableInput {
  Name: string
  Description?: string
  Owner?: string
  Retention?: number
  StorageDescriptor?: StorageDescriptor
  PartitionKeys?: ColumnInput[]
  TableType?: string
  Parameters?: Record<string, string>
  ViewOriginalText?: string
  ViewExpandedText?: string
}

/** The definition of a database, as in the API and in templates. */
export interface DatabaseInput {
  Name: string
  Description?: string
  LocationUri?: string
  Parameters?: Record<string, string>
}

/** The definition of a partition, as in the API. */
export interface PartitionInput {
  Values?: string[]
  StorageDescriptor?: StorageDescriptor
  Parameters?: Record<string, string>
}
