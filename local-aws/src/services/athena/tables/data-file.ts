/** An object with data of a table. */
export interface DataFile {
  readonly bucket: string
  readonly key: string
  /** In bytes, as stored. */
  readonly size: number
}

/** The objects of one partition; a table without partition keys has one, without values. */
export interface PartitionFiles {
  /** In the order of the table's partition keys. */
  readonly values: readonly string[]
  readonly files: readonly DataFile[]
}
