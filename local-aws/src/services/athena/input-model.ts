import { integer, list, oneOf, type Shape, type Structure, structure, text } from '../../api/input-shape.ts'

/*
 * The requests of the Athena API (version 2017-05-18): the members that are simulated, with the constraints that the
 * API reference gives them. A member that is not here is refused by name.
 */

const BOOLEAN: Shape = { type: 'boolean' }
const WORK_GROUP = text(1, 128, /^[a-zA-Z0-9._-]+$/)
const DATABASE = text(1, 255)
const CATALOG = text(1, 256)
const EXECUTION_ID = text(1, 128, /^\S+$/)
const NAMED_QUERY_ID = text(1, 128)
const QUERY_NAME = text(1, 128)
const DESCRIPTION = text(0, 1024)
const REQUEST_TOKEN = text(32, 128)
const TOKEN = text(1, 1024)
/** "the query string … maximum length of 262144". */
export const MAX_QUERY_BYTES = 262_144
const QUERY = text(1, MAX_QUERY_BYTES)
const STATE = oneOf('ENABLED', 'DISABLED')
const ARN = text(1, 1011)
const TAG_KEY = text(1, 128)
const TAGS = list(structure({ 'Key!': TAG_KEY, Value: text(0, 256) }), 0, 50)
const ENCRYPTION = structure({
  'EncryptionOption!': oneOf('SSE_S3', 'SSE_KMS', 'CSE_KMS'),
  KmsKey: text(1, 2048),
})
const ACL = structure({ 'S3AclOption!': oneOf('BUCKET_OWNER_FULL_CONTROL') })
const ACCOUNT_ID = text(12, 12, /^[0-9]+$/)
const RESULTS = structure({
  OutputLocation: text(0, 2048),
  EncryptionConfiguration: ENCRYPTION,
  ExpectedBucketOwner: ACCOUNT_ID,
  AclConfiguration: ACL,
})
const ENGINE = structure({ SelectedEngineVersion: text(1, 128), EffectiveEngineVersion: text(1, 128) })
/** "Minimum value of 10000000." */
const CUTOFF = integer(10_000_000)
const CONFIGURATION = structure({
  ResultConfiguration: RESULTS,
  EnforceWorkGroupConfiguration: BOOLEAN,
  PublishCloudWatchMetricsEnabled: BOOLEAN,
  BytesScannedCutoffPerQuery: CUTOFF,
  RequesterPaysEnabled: BOOLEAN,
  EngineVersion: ENGINE,
})
const CONFIGURATION_UPDATES = structure({
  EnforceWorkGroupConfiguration: BOOLEAN,
  ResultConfigurationUpdates: structure({
    OutputLocation: text(0, 2048),
    RemoveOutputLocation: BOOLEAN,
    EncryptionConfiguration: ENCRYPTION,
    RemoveEncryptionConfiguration: BOOLEAN,
    ExpectedBucketOwner: ACCOUNT_ID,
    RemoveExpectedBucketOwner: BOOLEAN,
    AclConfiguration: ACL,
    RemoveAclConfiguration: BOOLEAN,
  }),
  PublishCloudWatchMetricsEnabled: BOOLEAN,
  BytesScannedCutoffPerQuery: CUTOFF,
  RemoveBytesScannedCutoffPerQuery: BOOLEAN,
  RequesterPaysEnabled: BOOLEAN,
  EngineVersion: ENGINE,
})
const PAGE = { NextToken: TOKEN }
const IN_CATALOG = { 'CatalogName!': CATALOG, WorkGroup: WORK_GROUP }

/** The shape of a workgroup's settings in a template. */
export const CONFIGURATION_INPUT: Structure = CONFIGURATION

/** By operation name. */
export const INPUTS: Readonly<Record<string, Structure>> = {
  BatchGetNamedQuery: structure({ 'NamedQueryIds!': list(NAMED_QUERY_ID, 1, 50) }),
  BatchGetQueryExecution: structure({ 'QueryExecutionIds!': list(EXECUTION_ID, 1, 50) }),
  CreateNamedQuery: structure({
    'Name!': QUERY_NAME,
    Description: DESCRIPTION,
    'Database!': DATABASE,
    'QueryString!': QUERY,
    ClientRequestToken: REQUEST_TOKEN,
    WorkGroup: WORK_GROUP,
  }),
  CreateWorkGroup: structure({
    'Name!': WORK_GROUP,
    Configuration: CONFIGURATION,
    Description: DESCRIPTION,
    Tags: TAGS,
  }),
  DeleteNamedQuery: structure({ 'NamedQueryId!': NAMED_QUERY_ID }),
  DeleteWorkGroup: structure({ 'WorkGroup!': WORK_GROUP, RecursiveDeleteOption: BOOLEAN }),
  GetDataCatalog: structure({ 'Name!': CATALOG, WorkGroup: WORK_GROUP }),
  GetDatabase: structure({ ...IN_CATALOG, 'DatabaseName!': DATABASE }),
  GetNamedQuery: structure({ 'NamedQueryId!': NAMED_QUERY_ID }),
  GetQueryExecution: structure({ 'QueryExecutionId!': EXECUTION_ID }),
  GetQueryResults: structure({
    'QueryExecutionId!': EXECUTION_ID,
    ...PAGE,
    MaxResults: integer(1, 1000),
    QueryResultType: oneOf('DATA_ROWS'),
  }),
  GetTableMetadata: structure({ ...IN_CATALOG, 'DatabaseName!': DATABASE, 'TableName!': text(1, 128) }),
  GetWorkGroup: structure({ 'WorkGroup!': WORK_GROUP }),
  ListDatabases: structure({ ...IN_CATALOG, ...PAGE, MaxResults: integer(1, 50) }),
  ListDataCatalogs: structure({ ...PAGE, MaxResults: integer(2, 50), WorkGroup: WORK_GROUP }),
  ListEngineVersions: structure({ ...PAGE, MaxResults: integer(1, 10) }),
  ListNamedQueries: structure({ ...PAGE, MaxResults: integer(0, 50), WorkGroup: WORK_GROUP }),
  ListQueryExecutions: structure({ ...PAGE, MaxResults: integer(0, 50), WorkGroup: WORK_GROUP }),
  ListTableMetadata: structure({
    ...IN_CATALOG,
    'DatabaseName!': DATABASE,
    Expression: text(0, 256),
    ...PAGE,
    MaxResults: integer(1, 50),
  }),
  ListTagsForResource: structure({ 'ResourceARN!': ARN, ...PAGE, MaxResults: integer(75) }),
  ListWorkGroups: structure({ ...PAGE, MaxResults: integer(1, 50) }),
  StartQueryExecution: structure({
    'QueryString!': QUERY,
    ClientRequestToken: REQUEST_TOKEN,
    QueryExecutionContext: structure({ Database: DATABASE, Catalog: CATALOG }),
    ResultConfiguration: RESULTS,
    WorkGroup: WORK_GROUP,
    ExecutionParameters: list(text(1, 1024), 1, 1000),
    ResultReuseConfiguration: structure({
      ResultReuseByAgeConfiguration: structure({ 'Enabled!': BOOLEAN, MaxAgeInMinutes: integer(0, 10_080) }),
    }),
  }),
  StopQueryExecution: structure({ 'QueryExecutionId!': EXECUTION_ID }),
  TagResource: structure({ 'ResourceARN!': ARN, 'Tags!': TAGS }),
  UntagResource: structure({ 'ResourceARN!': ARN, 'TagKeys!': list(TAG_KEY, 0, 200) }),
  UpdateNamedQuery: structure({
    'NamedQueryId!': NAMED_QUERY_ID,
    'Name!': QUERY_NAME,
    Description: DESCRIPTION,
    'QueryString!': QUERY,
  }),
  UpdateWorkGroup: structure({
    'WorkGroup!': WORK_GROUP,
    Description: DESCRIPTION,
    ConfigurationUpdates: CONFIGURATION_UPDATES,
    State: STATE,
  }),
}
