import { type Constraint, list, oneOf, text } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/logs.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const FILTER_NAME = text(1, 512, /^[^:*]*$/)
const FILTER_PATTERN = text(0, 1024)
const METRIC: Record<string, Constraint> = {
  metricName: text(0, 255, /^[^:*$]*$/),
  metricNamespace: text(0, 255, /^[^:*$]*$/),
}
const QUERY_ID = text(1, 256)
const QUERY_LANGUAGE = oneOf('CWLI', 'SQL', 'PPL')
const STREAM_NAME = text(1, 512, /^[^:*]*$/)

/** The requests of the CloudWatch Logs API (version 2014-03-28), with constraints of the API reference. */
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
  constraints: {
    CreateLogStreamRequest: { logStreamName: STREAM_NAME },
    DeleteMetricFilterRequest: { filterName: FILTER_NAME },
    DescribeMetricFiltersRequest: { ...METRIC, filterNamePrefix: FILTER_NAME },
    FilterLogEventsRequest: { filterPattern: FILTER_PATTERN, logStreamNames: list(1, 100, STREAM_NAME) },
    MetricTransformation: {
      ...METRIC,
      metricValue: text(0, 100),
      dimensions: { type: 'map', key: text(0, 255), value: text(0, 255) },
    },
    PutMetricFilterRequest: {
      filterName: FILTER_NAME,
      filterPattern: FILTER_PATTERN,
      metricTransformations: list(1, 1),
    },
    PutQueryDefinitionRequest: {
      name: text(1, 255),
      queryDefinitionId: QUERY_ID,
      queryLanguage: QUERY_LANGUAGE,
      queryString: text(1, 10_000),
    },
    QueryParameter: { name: text(1, 128, /^[a-zA-Z_][a-zA-Z0-9_]*$/), defaultValue: text(0, 1024) },
    StartQueryRequest: { queryLanguage: QUERY_LANGUAGE, queryString: text(0, 10_000) },
  },
})
