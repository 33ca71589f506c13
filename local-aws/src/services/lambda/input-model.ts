import { MODEL } from '../../api/model/generated/lambda.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const REFUSED = 'the operation refuses every member that it does not list'

const declared = (members: readonly string[]) => Object.fromEntries(members.map(member => [member, REFUSED]))

const MAPPING_MEMBERS = declared([
  'AmazonManagedKafkaEventSourceConfig',
  'DocumentDBEventSourceConfig',
  'KMSKeyArn',
  'ProvisionedPollerConfig',
  'SelfManagedKafkaEventSourceConfig',
  'SourceAccessConfigurations',
])
const CONFIGURATION_MEMBERS = declared([
  'CapacityProviderConfig',
  'DurableConfig',
  'FileSystemConfigs',
  'ImageConfig',
  'KMSKeyArn',
  'SnapStart',
  'VpcConfig',
])

/** The requests of the Lambda API (version 2015-03-31). */
export const INPUTS = new ServiceModel(MODEL, {
  // Every list fits into one page.
  notSimulated: {
    '*': ['Marker', 'MasterRegion', 'MaxItems', 'PublishTo'],
    InvocationRequest: ['DurableExecutionName', 'TenantId'],
  },
  unread: {
    CreateEventSourceMappingRequest: { ...MAPPING_MEMBERS, SelfManagedEventSource: REFUSED },
    CreateFunctionRequest: {
      ...CONFIGURATION_MEMBERS,
      CodeSigningConfigArn: REFUSED,
      TenancyConfig: REFUSED,
    },
    FunctionCode: 'only `ZipFile` is accepted',
    LayerVersionContentInput: 'only `ZipFile` is accepted',
    UpdateEventSourceMappingRequest: MAPPING_MEMBERS,
    UpdateFunctionCodeRequest: declared([
      ...['Architectures', 'DryRun', 'ImageUri', 'S3Bucket', 'S3Key', 'S3ObjectStorageMode'],
      ...['S3ObjectVersion', 'SourceKMSKeyArn'],
    ]),
    UpdateFunctionConfigurationRequest: CONFIGURATION_MEMBERS,
  },
})
