import { structure, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { TemplateError } from '../../../template/template.ts'
import type { Applications } from '../applications.ts'
import { PREDEFINED, type TrafficRouting } from '../traffic-routing.ts'

interface Canary {
  CanaryInterval: number | string
  CanaryPercentage: number | string
}

interface Linear {
  LinearInterval: number | string
  LinearPercentage: number | string
}

interface TrafficRoutingConfig {
  Type?: string
  TimeBasedCanary?: Canary
  TimeBasedLinear?: Linear
}

/** `AWS::CodeDeploy::DeploymentConfig` of the compute platform Lambda: `Ref` is its name. */
export function deploymentConfigType(applications: Applications): ResourceType {
  return resourceType({
    type: 'AWS::CodeDeploy::DeploymentConfig',
    properties: {
      ComputePlatform: text,
      DeploymentConfigName: text,
      TrafficRoutingConfig: structure<TrafficRoutingConfig>().required,
    },
    inert: {},
    create: ({ properties, physicalName }) => {
      const { ComputePlatform: platform = 'Server', TrafficRoutingConfig } = properties
      if (platform !== 'Lambda') {
        throw new TemplateError(`the property "ComputePlatform" must be Lambda here, not ${platform}`)
      }
      const name = properties.DeploymentConfigName ?? physicalName(100)
      applications.addConfig(name, routingOf(TrafficRoutingConfig))
      return { physicalId: name, attributes: {} }
    },
    delete: ({ physicalId }) => applications.removeConfig(physicalId),
  })
}

function routingOf({ Type, TimeBasedCanary, TimeBasedLinear }: TrafficRoutingConfig): TrafficRouting {
  if (Type === 'AllAtOnce') return PREDEFINED.get('CodeDeployDefault.LambdaAllAtOnce') as TrafficRouting
  if (Type === 'TimeBasedCanary' && TimeBasedCanary) {
    const { CanaryPercentage, CanaryInterval } = TimeBasedCanary
    return checked({ type: Type, percentage: Number(CanaryPercentage), minutes: Number(CanaryInterval) })
  }
  if (Type === 'TimeBasedLinear' && TimeBasedLinear) {
    const { LinearPercentage, LinearInterval } = TimeBasedLinear
    return checked({ type: Type, percentage: Number(LinearPercentage), minutes: Number(LinearInterval) })
  }
  throw new TemplateError(
    `the property "TrafficRoutingConfig" of the type ${JSON.stringify(Type)} lacks what the type needs`,
  )
}

function checked(routing: TrafficRouting): TrafficRouting {
  const { percentage, minutes } = routing
  if (percentage > 0 && percentage < 100 && minutes >= 0 && Number.isInteger(minutes)) return routing
  throw new TemplateError(
    `the property "TrafficRoutingConfig" shifts ${percentage} % and waits ${minutes} minutes: use 1 to 99 %, and whole minutes`,
  )
}
