import { structure, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { TemplateError } from '../../../template/template.ts'
import type { Applications, RollbackEvent } from '../applications.ts'

interface AlarmConfiguration {
  Enabled?: boolean | string
  IgnorePollAlarmFailure?: boolean | string
  Alarms?: readonly { Name?: string }[]
}

interface AutoRollbackConfiguration {
  Enabled?: boolean | string
  Events?: readonly RollbackEvent[]
}

interface DeploymentStyle {
  DeploymentType?: string
  DeploymentOption?: string
}

/** `AWS::CodeDeploy::DeploymentGroup` of the compute platform Lambda: `Ref` is its name. */
export function deploymentGroupType(applications: Applications): ResourceType {
  return resourceType({
    type: 'AWS::CodeDeploy::DeploymentGroup',
    properties: {
      AlarmConfiguration: structure<AlarmConfiguration>(),
      ApplicationName: text.required,
      AutoRollbackConfiguration: structure<AutoRollbackConfiguration>(),
      DeploymentConfigName: text,
      DeploymentGroupName: text,
      DeploymentStyle: structure<DeploymentStyle>(),
      ServiceRoleArn: text.required,
      Tags: tags,
    },
    inert: { Tags: 'no operation returns them' },
    create: ({ properties, physicalName }) => {
      const {
        ApplicationName,
        AlarmConfiguration: alarms = {},
        AutoRollbackConfiguration: rollback = {},
      } = properties
      checkStyle(properties.DeploymentStyle)
      const { name } = applications.addGroup({
        applicationName: ApplicationName,
        name: properties.DeploymentGroupName ?? physicalName(100),
        roleArn: properties.ServiceRoleArn,
        configName: properties.DeploymentConfigName ?? 'CodeDeployDefault.LambdaAllAtOnce',
        alarms: isTrue(alarms.Enabled) ? (alarms.Alarms ?? []).flatMap(({ Name }) => Name ?? []) : [],
        ignorePollAlarmFailure: isTrue(alarms.IgnorePollAlarmFailure),
        autoRollback: { enabled: isTrue(rollback.Enabled), events: rollback.Events ?? [] },
      })
      return { physicalId: name, attributes: {} }
    },
    delete: ({ physicalId, properties: { ApplicationName } }) =>
      applications.removeGroup(ApplicationName, physicalId),
  })
}

/** The one style of the platform. */
function checkStyle({ DeploymentType, DeploymentOption }: DeploymentStyle = {}): void {
  if (DeploymentType === 'BLUE_GREEN' && DeploymentOption === 'WITH_TRAFFIC_CONTROL') return
  throw new TemplateError(
    'the property "DeploymentStyle" of the compute platform Lambda must be BLUE_GREEN, WITH_TRAFFIC_CONTROL',
  )
}

function isTrue(value: boolean | string | undefined): boolean {
  return String(value).toLowerCase() === 'true'
}
