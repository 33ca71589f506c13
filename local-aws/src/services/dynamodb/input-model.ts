import { MODEL } from '../../api/model/generated/dynamodb.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

/** The requests of the DynamoDB API (version 2012-08-10). */
export const INPUTS = new ServiceModel(MODEL, {
  // dynalite refuses what its own operations do not know at the top of a request, the same members among them.
  notSimulated: {
    '*': [
      'GlobalTableSettingsReplicationMode',
      'GlobalTableSourceArn',
      'GlobalTableWitnessUpdates',
      'MultiRegionConsistency',
      'OnDemandThroughput',
      'ReplicaUpdates',
      'ResourcePolicy',
      'VectorIndexes',
      'VectorIndexUpdates',
      'WarmThroughput',
    ],
    ListTagsOfResourceInput: ['NextToken'],
    UpdateTableInput: [
      'DeletionProtectionEnabled',
      'DisassociationProtectionEnabled',
      'SSESpecification',
      'StreamSpecification',
      'TableClass',
    ],
  },
  unread: {
    SSESpecification: { SSEType: '`KMS` is the only type that AWS accepts' },
    StreamSpecification: { StreamViewType: 'streams are refused' },
  },
})
