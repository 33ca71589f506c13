import { integer, list, oneOf, type Shape, type Structure, structure, text } from '../../api/input-shape.ts'

/*
 * The requests of the Glue API for the Data Catalog (version 2017-03-31): the members that are simulated, with the
 * constraints that the API reference gives them. A member that is not here is refused by name, such as
 * `TransactionId`, `FederatedTable` and `PartitionIndexes`.
 */

const NAME = text(1, 255)
const DESCRIPTION = text(0, 2048)
const CATALOG_ID = text(1, 255)
const BOOLEAN: Shape = { type: 'boolean' }
const PARAMETERS: Shape = { type: 'map', key: text(1, 255), value: text(0, 512_000) }
const TOKEN = text(0, 1024)
const COLUMN = structure({
  'Name!': NAME,
  Type: text(0, 131_072),
  Comment: text(0, 255),
  Parameters: PARAMETERS,
})
const COLUMNS = list(COLUMN, 0, 10_000)
const STORAGE = structure({
  Columns: COLUMNS,
  Location: text(0, 2056),
  InputFormat: text(0, 128),
  OutputFormat: text(0, 128),
  Compressed: BOOLEAN,
  NumberOfBuckets: integer(-1),
  SerdeInfo: structure({ Name: NAME, SerializationLibrary: NAME, Parameters: PARAMETERS }),
  BucketColumns: list(NAME, 0, 1000),
  SortColumns: list(structure({ 'Column!': NAME, 'SortOrder!': integer(0, 1) }), 0, 1000),
  Parameters: PARAMETERS,
  StoredAsSubDirectories: BOOLEAN,
})
const TABLE = structure({
  'Name!': NAME,
  Description: DESCRIPTION,
  Owner: NAME,
  Retention: integer(0),
  StorageDescriptor: STORAGE,
  PartitionKeys: COLUMNS,
  ViewOriginalText: text(0, 409_600),
  ViewExpandedText: text(0, 409_600),
  TableType: text(0, 255),
  Parameters: PARAMETERS,
})
const DATABASE = structure({
  'Name!': NAME,
  Description: DESCRIPTION,
  LocationUri: text(1, 1024),
  Parameters: PARAMETERS,
})
const VALUES = list(text(0, 1024), 0, 100)
const PARTITION = structure({ Values: VALUES, StorageDescriptor: STORAGE, Parameters: PARAMETERS })
const VALUE_LIST = structure({ 'Values!': VALUES })
const IN_CATALOG = { CatalogId: CATALOG_ID }
const IN_DATABASE = { ...IN_CATALOG, 'DatabaseName!': NAME }
const IN_TABLE = { ...IN_DATABASE, 'TableName!': NAME }
const PAGE = { NextToken: TOKEN }
const TAGS: Shape = { type: 'map', key: text(1, 128), value: text(0, 256), maximum: 50 }

/** The shape of a table's definition in a template. */
export const TABLE_INPUT: Structure = TABLE

/** The shape of a database's definition in a template. */
export const DATABASE_INPUT: Structure = DATABASE

/** By operation name. */
export const INPUTS: Readonly<Record<string, Structure>> = {
  BatchCreatePartition: structure({ ...IN_TABLE, 'PartitionInputList!': list(PARTITION, 0, 100) }),
  BatchDeletePartition: structure({ ...IN_TABLE, 'PartitionsToDelete!': list(VALUE_LIST, 0, 25) }),
  BatchGetPartition: structure({ ...IN_TABLE, 'PartitionsToGet!': list(VALUE_LIST, 0, 1000) }),
  CreateDatabase: structure({ ...IN_CATALOG, 'DatabaseInput!': DATABASE, Tags: TAGS }),
  CreatePartition: structure({ ...IN_TABLE, 'PartitionInput!': PARTITION }),
  CreateTable: structure({ ...IN_DATABASE, 'TableInput!': TABLE }),
  DeleteDatabase: structure({ ...IN_CATALOG, 'Name!': NAME }),
  DeletePartition: structure({ ...IN_TABLE, 'PartitionValues!': VALUES }),
  DeleteTable: structure({ ...IN_DATABASE, 'Name!': NAME }),
  GetDatabase: structure({ ...IN_CATALOG, 'Name!': NAME }),
  GetDatabases: structure({
    ...IN_CATALOG,
    ...PAGE,
    MaxResults: integer(1, 100),
    ResourceShareType: oneOf('ALL'),
  }),
  GetPartition: structure({ ...IN_TABLE, 'PartitionValues!': VALUES }),
  GetPartitions: structure({
    ...IN_TABLE,
    ...PAGE,
    MaxResults: integer(1, 1000),
    ExcludeColumnSchema: BOOLEAN,
  }),
  GetTable: structure({ ...IN_DATABASE, 'Name!': NAME }),
  GetTables: structure({ ...IN_DATABASE, ...PAGE, Expression: text(0, 2048), MaxResults: integer(1, 100) }),
  UpdateDatabase: structure({ ...IN_CATALOG, 'Name!': NAME, 'DatabaseInput!': DATABASE }),
  UpdateTable: structure({ ...IN_DATABASE, 'TableInput!': TABLE, SkipArchive: BOOLEAN }),
}
