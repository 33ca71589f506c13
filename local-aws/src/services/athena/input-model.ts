import { integer, list, oneOf, text } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/athena.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const WORK_GROUP = text(1, 128, /^[a-zA-Z0-9._-]+$/)
const DATABASE = text(1, 255)
const CATALOG = text(1, 256)
const EXECUTION_ID = text(1, 128, /^\S+$/)
const NAMED_QUERY_ID = text(1, 128)
const QUERY_NAME = text(1, 128)
const DESCRIPTION = text(0, 1024)
const REQUEST_TOKEN = text(32, 128)
/** "the query string … maximum length of 262144". */
export const MAX_QUERY_BYTES = 262_144
const QUERY = text(1, MAX_QUERY_BYTES)
const ARN = text(1, 1011)
const TAG_KEY = text(1, 128)
const TAGS = list(0, 50)
const RESULTS = {
  OutputLocation: text(0, 2048),
  ExpectedBucketOwner: text(12, 12, /^[0-9]+$/),
}
/** "Minimum value of 10000000." */
const CUTOFF = integer(10_000_000)
const PAGE = { NextToken: text(1, 1024) }
const IN_CATALOG = { CatalogName: CATALOG, WorkGroup: WORK_GROUP }
const IN_DATABASE = { ...IN_CATALOG, DatabaseName: DATABASE }
/** Settings of workgroups that serve Spark, Identity Center, or results that Athena keeps itself. */
const SETTINGS_NOT_SIMULATED = [
  'AdditionalConfiguration',
  'CustomerContentEncryptionConfiguration',
  'EnableMinimumEncryptionConfiguration',
  'EngineConfiguration',
  'ExecutionRole',
  'MonitoringConfiguration',
  'QueryResultsS3AccessGrantsConfiguration',
]

/** The requests of the Athena API (version 2017-05-18), with the constraints of the API reference. */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    StartQueryExecutionInput: ['EngineConfiguration'],
    WorkGroupConfiguration: [
      ...SETTINGS_NOT_SIMULATED,
      'IdentityCenterConfiguration',
      'ManagedQueryResultsConfiguration',
    ],
    WorkGroupConfigurationUpdates: [
      ...SETTINGS_NOT_SIMULATED,
      'ManagedQueryResultsConfigurationUpdates',
      'RemoveCustomerContentEncryptionConfiguration',
    ],
  },
  unread: {
    GetQueryResultsInput: { QueryResultType: '`DATA_ROWS` is the only type' },
    ResultReuseByAgeConfiguration: { MaxAgeInMinutes: 'reuse of results is refused' },
  },
  // The SDK marks the two ids as idempotency tokens.
  required: {
    DeleteNamedQueryInput: ['NamedQueryId'],
    StopQueryExecutionInput: ['QueryExecutionId'],
    Tag: ['Key'],
  },
  constraints: {
    AclConfiguration: { S3AclOption: oneOf('BUCKET_OWNER_FULL_CONTROL') },
    BatchGetNamedQueryInput: { NamedQueryIds: list(1, 50, NAMED_QUERY_ID) },
    BatchGetQueryExecutionInput: { QueryExecutionIds: list(1, 50, EXECUTION_ID) },
    CreateNamedQueryInput: {
      Name: QUERY_NAME,
      Description: DESCRIPTION,
      Database: DATABASE,
      QueryString: QUERY,
      ClientRequestToken: REQUEST_TOKEN,
      WorkGroup: WORK_GROUP,
    },
    CreateWorkGroupInput: { Name: WORK_GROUP, Description: DESCRIPTION, Tags: TAGS },
    DeleteNamedQueryInput: { NamedQueryId: NAMED_QUERY_ID },
    DeleteWorkGroupInput: { WorkGroup: WORK_GROUP },
    EncryptionConfiguration: {
      EncryptionOption: oneOf('SSE_S3', 'SSE_KMS', 'CSE_KMS'),
      KmsKey: text(1, 2048),
    },
    EngineVersion: { SelectedEngineVersion: text(1, 128), EffectiveEngineVersion: text(1, 128) },
    GetDataCatalogInput: { Name: CATALOG, WorkGroup: WORK_GROUP },
    GetDatabaseInput: IN_DATABASE,
    GetNamedQueryInput: { NamedQueryId: NAMED_QUERY_ID },
    GetQueryExecutionInput: { QueryExecutionId: EXECUTION_ID },
    GetQueryResultsInput: {
      QueryExecutionId: EXECUTION_ID,
      ...PAGE,
      MaxResults: integer(1, 1000),
      QueryResultType: oneOf('DATA_ROWS'),
    },
    GetTableMetadataInput: { ...IN_DATABASE, TableName: text(1, 128) },
    GetWorkGroupInput: { WorkGroup: WORK_GROUP },
    ListDatabasesInput: { ...IN_CATALOG, ...PAGE, MaxResults: integer(1, 50) },
    ListDataCatalogsInput: { ...PAGE, MaxResults: integer(2, 50), WorkGroup: WORK_GROUP },
    ListEngineVersionsInput: { ...PAGE, MaxResults: integer(1, 10) },
    ListNamedQueriesInput: { ...PAGE, MaxResults: integer(0, 50), WorkGroup: WORK_GROUP },
    ListQueryExecutionsInput: { ...PAGE, MaxResults: integer(0, 50), WorkGroup: WORK_GROUP },
    ListTableMetadataInput: {
      ...IN_DATABASE,
      Expression: text(0, 256),
      ...PAGE,
      MaxResults: integer(1, 50),
    },
    ListTagsForResourceInput: { ResourceARN: ARN, ...PAGE, MaxResults: integer(75) },
    ListWorkGroupsInput: { ...PAGE, MaxResults: integer(1, 50) },
    QueryExecutionContext: { Database: DATABASE, Catalog: CATALOG },
    ResultConfiguration: RESULTS,
    ResultConfigurationUpdates: RESULTS,
    ResultReuseByAgeConfiguration: { MaxAgeInMinutes: integer(0, 10_080) },
    StartQueryExecutionInput: {
      QueryString: QUERY,
      ClientRequestToken: REQUEST_TOKEN,
      WorkGroup: WORK_GROUP,
      ExecutionParameters: list(1, 1000, text(1, 1024)),
    },
    StopQueryExecutionInput: { QueryExecutionId: EXECUTION_ID },
    Tag: { Key: TAG_KEY, Value: text(0, 256) },
    TagResourceInput: { ResourceARN: ARN, Tags: TAGS },
    UntagResourceInput: { ResourceARN: ARN, TagKeys: list(0, 200, TAG_KEY) },
    UpdateNamedQueryInput: {
      NamedQueryId: NAMED_QUERY_ID,
      Name: QUERY_NAME,
      Description: DESCRIPTION,
      QueryString: QUERY,
    },
    UpdateWorkGroupInput: {
      WorkGroup: WORK_GROUP,
      Description: DESCRIPTION,
      State: oneOf('ENABLED', 'DISABLED'),
    },
    WorkGroupConfiguration: { BytesScannedCutoffPerQuery: CUTOFF },
    WorkGroupConfigurationUpdates: { BytesScannedCutoffPerQuery: CUTOFF },
  },
})

/** The shape of a workgroup's settings in a template. */
export const CONFIGURATION_INPUT = INPUTS.structure('WorkGroupConfiguration')
