// Generated from @aws-sdk/client-xray 3.1162.0: change scripts/service-models.ts and run "npm run models".
import type { ModelData } from '../model-data.ts'

export const MODEL: ModelData = {
  operations: {
    BatchGetTraces: ['BatchGetTracesRequest'],
    CreateGroup: ['CreateGroupRequest'],
    DeleteGroup: ['DeleteGroupRequest'],
    GetGroup: ['GetGroupRequest'],
    GetGroups: ['GetGroupsRequest'],
    GetServiceGraph: ['GetServiceGraphRequest'],
    GetTraceGraph: ['GetTraceGraphRequest'],
    GetTraceSummaries: ['GetTraceSummariesRequest'],
    PutTelemetryRecords: ['PutTelemetryRecordsRequest'],
    PutTraceSegments: ['PutTraceSegmentsRequest'],
    UpdateGroup: ['UpdateGroupRequest'],
  },
  shapes: {
    BackendConnectionErrors: { TimeoutCount: 'number', ConnectionRefusedCount: 'number', HTTPCode4XXCount: 'number', HTTPCode5XXCount: 'number', UnknownHostCount: 'number', OtherCount: 'number' },
    BatchGetTracesRequest: { TraceIds: '[string] required', NextToken: 'string' },
    CreateGroupRequest: { GroupName: 'string required', FilterExpression: 'string', InsightsConfiguration: 'InsightsConfiguration', Tags: 'TagList' },
    DeleteGroupRequest: { GroupName: 'string', GroupARN: 'string' },
    GetGroupRequest: { GroupName: 'string', GroupARN: 'string' },
    GetGroupsRequest: { NextToken: 'string' },
    GetServiceGraphRequest: { StartTime: 'timestamp required', EndTime: 'timestamp required', GroupName: 'string', GroupARN: 'string', NextToken: 'string' },
    GetTraceGraphRequest: { TraceIds: '[string] required', NextToken: 'string' },
    GetTraceSummariesRequest: { StartTime: 'timestamp required', EndTime: 'timestamp required', TimeRangeType: 'string', Sampling: 'boolean', SamplingStrategy: 'SamplingStrategy', FilterExpression: 'string', NextToken: 'string' },
    InsightsConfiguration: { InsightsEnabled: 'boolean', NotificationsEnabled: 'boolean' },
    PutTelemetryRecordsRequest: { TelemetryRecords: 'TelemetryRecordList required', EC2InstanceId: 'string', Hostname: 'string', ResourceARN: 'string' },
    PutTraceSegmentsRequest: { TraceSegmentDocuments: '[string] required' },
    SamplingStrategy: { Name: 'string', Value: 'number' },
    Tag: { Key: 'string required', Value: 'string required' },
    TagList: ['Tag'],
    TelemetryRecord: { Timestamp: 'timestamp required', SegmentsReceivedCount: 'number', SegmentsSentCount: 'number', SegmentsSpilloverCount: 'number', SegmentsRejectedCount: 'number', BackendConnectionErrors: 'BackendConnectionErrors' },
    TelemetryRecordList: ['TelemetryRecord'],
    UpdateGroupRequest: { GroupName: 'string', GroupARN: 'string', FilterExpression: 'string', InsightsConfiguration: 'InsightsConfiguration' },
  },
}
