import { MODEL } from '../../api/models/logs.ts'
import { ServiceModel } from '../../api/service-model.ts'

/** The requests of the CloudWatch Logs API (version 2014-03-28). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    CreateLogGroupRequest: ['deletionProtectionEnabled', 'kmsKeyId'],
    DescribeLogGroupsRequest: ['accountIdentifiers', 'includeLinkedAccounts'],
    PutLogEventsRequest: ['entity'],
    PutMetricFilterRequest: ['applyOnTransformedLogs', 'emitSystemFieldDimensions', 'fieldSelectionCriteria'],
  },
  unread: {
    CreateLogGroupRequest: { tags: 'no operation returns tags' },
    FilterLogEventsRequest: { interleaved: 'AWS ignores it too' },
    PutLogEventsRequest: { sequenceToken: 'AWS ignores it too' },
    PutQueryDefinitionRequest: { clientToken: 'a definition that is put twice is the same' },
    QueryParameter: { description: 'returned as it was sent' },
  },
})
