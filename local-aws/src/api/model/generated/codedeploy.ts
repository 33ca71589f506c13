// Generated from @aws-sdk/client-codedeploy 3.1133.0: change scripts/service-models.ts and run "npm run models".
import type { ModelData } from '../model-data.ts'

export const MODEL: ModelData = {
  operations: {
    CreateDeployment: ['CreateDeploymentInput'],
    GetDeployment: ['GetDeploymentInput'],
    GetDeploymentGroup: ['GetDeploymentGroupInput'],
    ListDeployments: ['ListDeploymentsInput'],
    PutLifecycleEventHookExecutionStatus: ['PutLifecycleEventHookExecutionStatusInput'],
    StopDeployment: ['StopDeploymentInput'],
  },
  shapes: {
    Alarm: { name: 'string' },
    AlarmConfiguration: { enabled: 'boolean', ignorePollAlarmFailure: 'boolean', alarms: 'AlarmList' },
    AlarmList: ['Alarm'],
    AppSpecContent: { content: 'string', sha256: 'string' },
    AutoRollbackConfiguration: { enabled: 'boolean', events: '[string]' },
    CreateDeploymentInput: { applicationName: 'string required', deploymentGroupName: 'string', revision: 'RevisionLocation', deploymentConfigName: 'string', description: 'string', ignoreApplicationStopFailures: 'boolean', targetInstances: 'TargetInstances', autoRollbackConfiguration: 'AutoRollbackConfiguration', updateOutdatedInstancesOnly: 'boolean', fileExistsBehavior: 'string', deploymentMode: 'string', overrideAlarmConfiguration: 'AlarmConfiguration' },
    EC2TagFilter: { Key: 'string', Value: 'string', Type: 'string' },
    EC2TagFilterList: ['EC2TagFilter'],
    EC2TagSet: { ec2TagSetList: 'EC2TagSetList' },
    EC2TagSetList: ['EC2TagFilterList'],
    GetDeploymentGroupInput: { applicationName: 'string required', deploymentGroupName: 'string required' },
    GetDeploymentInput: { deploymentId: 'string required' },
    GitHubLocation: { repository: 'string', commitId: 'string' },
    ListDeploymentsInput: { applicationName: 'string', deploymentGroupName: 'string', externalId: 'string', includeOnlyStatuses: '[string]', createTimeRange: 'TimeRange', nextToken: 'string' },
    PutLifecycleEventHookExecutionStatusInput: { deploymentId: 'string', lifecycleEventHookExecutionId: 'string', status: 'string' },
    RawString: { content: 'string', sha256: 'string' },
    RevisionLocation: { revisionType: 'string', s3Location: 'S3Location', gitHubLocation: 'GitHubLocation', string: 'RawString', appSpecContent: 'AppSpecContent' },
    S3Location: { bucket: 'string', key: 'string', bundleType: 'string', version: 'string', eTag: 'string' },
    StopDeploymentInput: { deploymentId: 'string required', autoRollbackEnabled: 'boolean' },
    TargetInstances: { tagFilters: 'EC2TagFilterList', autoScalingGroups: '[string]', ec2TagSet: 'EC2TagSet' },
    TimeRange: { start: 'timestamp', end: 'timestamp' },
  },
}
