import type { Actions } from '../../../api/service-api.ts'
import type { Applications } from '../applications.ts'
import { shapeOf } from './deployments.ts'

/** Gets what a template made. */
export function deploymentGroupActions(applications: Applications): Actions {
  return {
    GetDeploymentGroup(input: { applicationName: string; deploymentGroupName: string }) {
      const group = applications.group(input.applicationName, input.deploymentGroupName)
      return {
        deploymentGroupInfo: {
          applicationName: group.applicationName,
          deploymentGroupId: group.id,
          deploymentGroupName: group.name,
          deploymentConfigName: group.configName,
          serviceRoleArn: group.roleArn,
          alarmConfiguration: {
            enabled: group.alarms.length > 0,
            ignorePollAlarmFailure: group.ignorePollAlarmFailure,
            alarms: group.alarms.map(name => ({ name })),
          },
          autoRollbackConfiguration: shapeOf(group.autoRollback),
          deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
          computePlatform: 'Lambda',
        },
      }
    },
  }
}
