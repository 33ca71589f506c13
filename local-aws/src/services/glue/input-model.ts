import { type Constraint, integer, list, oneOf, text } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/glue.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const NAME = text(1, 255)
const DESCRIPTION = text(0, 2048)
const PARAMETERS: Constraint = { type: 'map', key: text(1, 255), value: text(0, 512_000) }
const COLUMNS = list(0, 10_000)
const VALUES = list(0, 100, text(0, 1024))
const IN_CATALOG = { CatalogId: text(1, 255) }
const IN_DATABASE = { ...IN_CATALOG, DatabaseName: NAME }
const IN_TABLE = { ...IN_DATABASE, TableName: NAME }
const PAGE = { NextToken: text(0, 1024) }
const TAGS: Constraint = { type: 'map', key: text(1, 128), value: text(0, 256), maximum: 50 }

/** The requests of the Glue API for the Data Catalog (version 2017-03-31), with the constraints of the API reference. */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    '*': [
      'AttributesToGet',
      'AuditContext',
      'IncludeStatusDetails',
      'LastAccessTime',
      'LastAnalyzedTime',
      'QueryAsOfTime',
      'QuerySessionContext',
      'TransactionId',
    ],
    CreateTableRequest: ['Name', 'OpenTableFormatInput', 'PartitionIndexes'],
    DatabaseInput: ['CreateTableDefaultPermissions', 'FederatedDatabase', 'TargetDatabase'],
    GetPartitionsRequest: ['Expression', 'Segment'],
    GetTablesRequest: ['ResourceShareType'],
    StorageDescriptor: ['AdditionalLocations', 'SchemaReference', 'SkewedInfo'],
    TableInput: ['FederatedTable', 'TargetTable', 'ViewDefinition'],
    UpdateTableRequest: ['Force', 'Name', 'UpdateOpenTableFormatInput', 'VersionId', 'ViewUpdateAction'],
  },
  unread: {
    CreateDatabaseRequest: { Tags: 'no operation returns tags' },
    GetDatabasesRequest: { ResourceShareType: 'no other account shares databases' },
    UpdateTableRequest: { SkipArchive: 'earlier versions of tables are not kept' },
  },
  // Optional on AWS because of `OpenTableFormatInput`.
  required: { CreateTableRequest: ['TableInput'], UpdateTableRequest: ['TableInput'] },
  constraints: {
    BatchCreatePartitionRequest: { ...IN_TABLE, PartitionInputList: list(0, 100) },
    BatchDeletePartitionRequest: { ...IN_TABLE, PartitionsToDelete: list(0, 25) },
    BatchGetPartitionRequest: { ...IN_TABLE, PartitionsToGet: list(0, 1000) },
    Column: { Name: NAME, Type: text(0, 131_072), Comment: text(0, 255), Parameters: PARAMETERS },
    CreateDatabaseRequest: { ...IN_CATALOG, Tags: TAGS },
    CreatePartitionRequest: IN_TABLE,
    CreateTableRequest: IN_DATABASE,
    DatabaseInput: {
      Name: NAME,
      Description: DESCRIPTION,
      LocationUri: text(1, 1024),
      Parameters: PARAMETERS,
    },
    DeleteDatabaseRequest: { ...IN_CATALOG, Name: NAME },
    DeletePartitionRequest: { ...IN_TABLE, PartitionValues: VALUES },
    DeleteTableRequest: { ...IN_DATABASE, Name: NAME },
    GetDatabaseRequest: { ...IN_CATALOG, Name: NAME },
    GetDatabasesRequest: {
      ...IN_CATALOG,
      ...PAGE,
      MaxResults: integer(1, 100),
      ResourceShareType: oneOf('ALL'),
    },
    GetPartitionRequest: { ...IN_TABLE, PartitionValues: VALUES },
    GetPartitionsRequest: { ...IN_TABLE, ...PAGE, MaxResults: integer(1, 1000) },
    GetTableRequest: { ...IN_DATABASE, Name: NAME },
    GetTablesRequest: { ...IN_DATABASE, ...PAGE, Expression: text(0, 2048), MaxResults: integer(1, 100) },
    Order: { Column: NAME, SortOrder: integer(0, 1) },
    PartitionInput: { Values: VALUES, Parameters: PARAMETERS },
    PartitionValueList: { Values: VALUES },
    SerDeInfo: { Name: NAME, SerializationLibrary: NAME, Parameters: PARAMETERS },
    StorageDescriptor: {
      Columns: COLUMNS,
      Location: text(0, 2056),
      InputFormat: text(0, 128),
      OutputFormat: text(0, 128),
      NumberOfBuckets: integer(-1),
      BucketColumns: list(0, 1000, NAME),
      SortColumns: list(0, 1000),
      Parameters: PARAMETERS,
    },
    TableInput: {
      Name: NAME,
      Description: DESCRIPTION,
      Owner: NAME,
      Retention: integer(0),
      PartitionKeys: COLUMNS,
      ViewOriginalText: text(0, 409_600),
      ViewExpandedText: text(0, 409_600),
      TableType: text(0, 255),
      Parameters: PARAMETERS,
    },
    UpdateDatabaseRequest: { ...IN_CATALOG, Name: NAME },
    UpdateTableRequest: IN_DATABASE,
  },
})

/** The shape of a table's definition in a template. */
export const TABLE_INPUT = INPUTS.structure('TableInput')

/** The shape of a database's definition in a template. */
export const DATABASE_INPUT = INPUTS.structure('DatabaseInput')
