import { list, text } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/codedeploy.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const NAME = text(1, 100)

/** The requests of the CodeDeploy API (version 2014-10-06) for the compute platform Lambda. */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    AlarmConfiguration: ['ignorePollAlarmFailure'],
    CreateDeploymentInput: ['deploymentMode', 'targetInstances'],
    ListDeploymentsInput: ['externalId'],
    RevisionLocation: ['gitHubLocation', 's3Location'],
  },
  unread: {
    AppSpecContent: { sha256: 'the content is at hand' },
    CreateDeploymentInput: {
      fileExistsBehavior: 'it is about files on instances',
      ignoreApplicationStopFailures: 'it is about scripts on instances',
      updateOutdatedInstancesOnly: 'it is about instances',
    },
    RawString: { sha256: 'the content is at hand' },
  },
  constraints: {
    CreateDeploymentInput: {
      applicationName: NAME,
      deploymentConfigName: NAME,
      deploymentGroupName: NAME,
    },
    GetDeploymentGroupInput: { applicationName: NAME, deploymentGroupName: NAME },
    ListDeploymentsInput: {
      applicationName: NAME,
      deploymentGroupName: NAME,
      includeOnlyStatuses: list(0, 8),
    },
  },
})
