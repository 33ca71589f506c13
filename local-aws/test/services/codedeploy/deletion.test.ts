import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CodeDeployClient, GetDeploymentGroupCommand } from '@aws-sdk/client-codedeploy'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'

let aws: LocalAws
let stacks: CloudFormationClient
let codeDeploy: CodeDeployClient

const config = {
  Type: 'AWS::CodeDeploy::DeploymentConfig',
  Properties: {
    ComputePlatform: 'Lambda',
    DeploymentConfigName: 'slow',
    TrafficRoutingConfig: {
      Type: 'TimeBasedCanary',
      TimeBasedCanary: { CanaryInterval: 45, CanaryPercentage: 10 },
    },
  },
}

const shifting = (ApplicationName: string) => ({
  Application: {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ApplicationName, ComputePlatform: 'Lambda' },
  },
  Group: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: 'Application' },
      DeploymentGroupName: 'consumer',
      DeploymentConfigName: 'slow',
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: 'arn:aws:iam::000000000000:role/shifter',
    },
  },
})

beforeEach(async () => {
  const assembly = await Assembly.of({
    Base: { Resources: { Config: config } },
    Shop: { Resources: shifting('shop') },
    Mail: { Resources: shifting('mail') },
  })
  try {
    aws = await LocalAws.start({ assembly: assembly.directory, clock: new SteppedClock() })
  } finally {
    await assembly.remove()
  }
  const settings = { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer }
  stacks = new CloudFormationClient(settings)
  codeDeploy = new CodeDeployClient(settings)
})

afterEach(async () => {
  for (const client of [stacks, codeDeploy]) client.destroy()
  await aws.stop()
})

async function destroy(name: string): Promise<string | undefined> {
  const describe = async (StackName: string) => {
    const { Stacks: [stack] = [] } = await stacks.send(new DescribeStacksCommand({ StackName }))
    return stack
  }
  const { StackId = '' } = (await describe(name)) ?? {}
  await stacks.send(new DeleteStackCommand({ StackName: StackId }))
  let status: string | undefined = 'DELETE_IN_PROGRESS'
  while (status === 'DELETE_IN_PROGRESS') status = (await describe(StackId))?.StackStatus
  return status
}

const groupOf = (applicationName: string) =>
  codeDeploy.send(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName: 'consumer' }))

/** @documented CodeDeploy API reference, DeleteApplication: "Deletes an application."; DeleteDeploymentGroup */
test('a stack is deleted with its application and its group, and others stay', async () => {
  expect(await destroy('Shop')).toBe('DELETE_COMPLETE')
  await expect(groupOf('shop')).rejects.toThrow('No application found for name: shop')
  expect((await groupOf('mail')).deploymentGroupInfo?.deploymentConfigName).toBe('slow')
})

/** @documented CodeDeploy API reference, DeleteDeploymentConfig: "cannot be deleted if it is currently in use" */
test('a configuration stays as long as a group uses it', async () => {
  expect(await destroy('Base')).toBe('DELETE_FAILED')
  const { StackResources: [resource] = [] } = await stacks.send(
    new DescribeStackResourcesCommand({ StackName: 'Base' }),
  )
  expect(resource?.ResourceStatusReason).toContain('DeploymentConfigInUseException')
  for (const name of ['Mail', 'Shop', 'Base']) expect(await destroy(name)).toBe('DELETE_COMPLETE')
})
