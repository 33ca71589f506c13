import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy'
import {
  CreateAliasCommand,
  GetAliasCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { SteppedClock } from '../../../src/clock.ts'
import { CodeDeploy } from '../../../src/services/codedeploy/codedeploy.ts'
import { create } from '../../resource.ts'
import { setRolePolicies } from '../../role-policies.ts'
import { LambdaRig } from '../lambda/lambda-rig.ts'

const ROLE = 'arn:aws:iam::000000000000:role/shifter'
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes'

/** What a role needs to shift an alias and to look at alarms. */
export const SHIFTING = ['lambda:GetAlias', 'lambda:UpdateAlias', 'cloudwatch:DescribeAlarms'] as const

/** Ships what it is sent; the version with BROKEN fails instead. */
const SHIPPER = `export const handler = async ({ Records }) => {
  if (process.env.BROKEN) throw new Error('as told')
  for (const { body } of Records) console.log('shipped ' + body + ' by ' + process.env.AWS_LAMBDA_FUNCTION_VERSION)
}`

/** CodeDeploy beside Lambda, with applications as templates make them. */
export class CodeDeployRig {
  readonly lambda: LambdaRig
  readonly codeDeploy: CodeDeploy
  readonly client: CodeDeployClient

  private constructor(lambda: LambdaRig, codeDeploy: CodeDeploy) {
    this.lambda = lambda
    this.codeDeploy = codeDeploy
    this.client = lambda.with(new CodeDeployClient(lambda.client))
  }

  static async started(): Promise<CodeDeployRig> {
    let codeDeploy: CodeDeploy | undefined
    const lambda = await LambdaRig.on(
      new SteppedClock(),
      undefined,
      ({ account, credentials, ...services }) => {
        const neighbours = {
          aliases: services.lambda,
          functions: services.lambda,
          alarms: services.cloudWatch,
        }
        codeDeploy = new CodeDeploy(account, credentials, neighbours)
        return [codeDeploy.api]
      },
    )
    lambda.cloudWatch.start()
    const rig = new CodeDeployRig(lambda, codeDeploy as CodeDeploy)
    await rig.make('Application', { ApplicationName: 'shop', ComputePlatform: 'Lambda' })
    rig.allow(...SHIFTING)
    return rig
  }

  get clock(): SteppedClock {
    return this.lambda.clock
  }

  async close(): Promise<void> {
    this.codeDeploy.close()
    this.lambda.cloudWatch.stop()
    await this.lambda.close()
  }

  /** What the role of the groups may do. */
  allow(...Action: string[]): void {
    const Statement = [{ Effect: 'Allow', Action, Resource: '*' }]
    setRolePolicies(
      this.lambda.account,
      'shifter',
      Action.length === 0 ? [] : [{ Version: '2012-10-17', Statement }],
    )
  }

  make(type: string, properties: Record<string, unknown>) {
    return create(this.codeDeploy.resourceTypes, `AWS::CodeDeploy::${type}`, properties)
  }

  /** A function with two versions, the alias `live` of the first one, and a group of its name. */
  async group(name: string, properties: Record<string, unknown> = {}): Promise<void> {
    const { functions } = this.lambda
    await this.lambda.deploy(name, SHIPPER)
    await functions.send(new PublishVersionCommand({ FunctionName: name }))
    await functions.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '1' }))
    const Environment = { Variables: { BROKEN: 'true' } }
    await functions.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }))
    await functions.send(new PublishVersionCommand({ FunctionName: name }))
    await this.make('DeploymentGroup', {
      ApplicationName: 'shop',
      DeploymentGroupName: name,
      ServiceRoleArn: ROLE,
      DeploymentConfigName: CANARY,
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
      },
      ...properties,
    })
  }

  /**
   * Begins to shift the alias to the second version.
   *
   * @param Hooks the validation functions, as the AppSpec file lists them
   */
  async shift(
    name: string,
    input: object = {},
    versions: object = {},
    Hooks: readonly object[] = [],
  ): Promise<string> {
    const Properties = { Name: name, Alias: 'live', CurrentVersion: '1', TargetVersion: '2', ...versions }
    const content = JSON.stringify({
      version: 0,
      Resources: [{ [name]: { Type: 'AWS::Lambda::Function', Properties } }],
      Hooks,
    })
    const { deploymentId } = await this.client.send(
      new CreateDeploymentCommand({
        applicationName: 'shop',
        deploymentGroupName: name,
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
        ...input,
      }),
    )
    return deploymentId as string
  }

  async deployment(deploymentId: string) {
    const { deploymentInfo } = await this.client.send(new GetDeploymentCommand({ deploymentId }))
    if (!deploymentInfo) throw new Error(`Nothing is said about ${deploymentId}.`)
    return deploymentInfo
  }

  /** Of the alias `live`: its version, and the share of the second one. */
  async routing(FunctionName: string): Promise<{ version: string | undefined; second: number }> {
    const { FunctionVersion, RoutingConfig } = await this.lambda.functions.send(
      new GetAliasCommand({ FunctionName, Name: 'live' }),
    )
    return { version: FunctionVersion, second: RoutingConfig?.AdditionalVersionWeights?.['2'] ?? 0 }
  }
}
