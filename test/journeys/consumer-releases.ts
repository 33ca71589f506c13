import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy'
import {
  GetAliasCommand,
  GetFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'

import type { Connection } from '../../tools/clients/connection.ts'
import { deploymentPackage } from './deployment-package.ts'

/** Where a consumer is in a stage with canaries. */
export interface Released {
  /** Its physical name. */
  readonly functionName: string
  /** The application of its domain. */
  readonly application: string
  /** `<domain>-<function>` */
  readonly group: string
}

/**
 * New versions of one consumer, made as CloudFormation makes them when the code of a template changes: the version, its
 * alarms, and a deployment that shifts the alias `live`.
 */
export class ConsumerReleases {
  readonly #released: Released
  readonly #lambda: LambdaClient
  readonly #cloudWatch: CloudWatchClient
  readonly #codeDeploy: CodeDeployClient

  constructor(connection: Connection, released: Released) {
    this.#released = released
    this.#lambda = new LambdaClient(connection)
    this.#cloudWatch = new CloudWatchClient(connection)
    this.#codeDeploy = new CodeDeployClient(connection)
  }

  close(): void {
    for (const client of [this.#lambda, this.#cloudWatch, this.#codeDeploy]) client.destroy()
  }

  /**
   * Begins to deploy.
   *
   * @param change makes the new `index.mjs` of that of the template
   */
  async deploy(change: (index: string) => string): Promise<{ version: string; deployment: string }> {
    const { functionName: FunctionName, application, group } = this.#released
    const current = await this.alias()
    await this.#lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile: await this.#packageWith(change) }),
    )
    const { Version: version = '' } = await this.#lambda.send(new PublishVersionCommand({ FunctionName }))
    const alarms = await this.#addAlarms(version)
    const Properties = {
      ...{ Name: FunctionName, Alias: 'live' },
      ...{ CurrentVersion: current.version, TargetVersion: version },
    }
    const Resources = [{ [FunctionName]: { Type: 'AWS::Lambda::Function', Properties } }]
    const { deploymentId: deployment = '' } = await this.#codeDeploy.send(
      new CreateDeploymentCommand({
        ...{ applicationName: application, deploymentGroupName: group },
        revision: {
          revisionType: 'AppSpecContent',
          appSpecContent: { content: JSON.stringify({ version: 0, Resources }) },
        },
        // CloudFormation gives the group the alarms of the new version.
        overrideAlarmConfiguration: { enabled: true, alarms: alarms.map(name => ({ name })) },
      }),
    )
    return { version, deployment }
  }

  async deployment(deploymentId: string) {
    const { deploymentInfo = {} } = await this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId }))
    return deploymentInfo
  }

  /** The version of the alias, and the weights of others. */
  async alias() {
    const { FunctionVersion: version, RoutingConfig: routing } = await this.#lambda.send(
      new GetAliasCommand({ FunctionName: this.#released.functionName, Name: 'live' }),
    )
    return { version, weights: routing?.AdditionalVersionWeights ?? {} }
  }

  async #packageWith(change: (index: string) => string): Promise<Buffer> {
    const { functionName: FunctionName } = this.#released
    const { Code } = await this.#lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: '1' }))
    const directory = fileURLToPath(Code?.Location ?? '')
    const names = (await readdir(directory)).filter(name => name.endsWith('.mjs'))
    const files = await Promise.all(
      names.map(async name => [name, await readFile(join(directory, name), 'utf8')] as const),
    )
    const modules = Object.fromEntries(files)
    const index = modules['index.mjs'] ?? ''
    const changed = change(index)
    if (changed === index) throw new Error(`Nothing of the code of ${FunctionName} has changed.`)
    return deploymentPackage({ ...modules, 'index.mjs': changed })
  }

  /** The alarms of the group, which are those of the template's version, for another version. @returns their names */
  async #addAlarms(version: string): Promise<string[]> {
    const { application: applicationName, group: deploymentGroupName } = this.#released
    const { deploymentGroupInfo } = await this.#codeDeploy.send(
      new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }),
    )
    const AlarmNames = deploymentGroupInfo?.alarmConfiguration?.alarms?.flatMap(({ name }) => name ?? [])
    const { MetricAlarms = [] } = await this.#cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }))
    const ofVersion = MetricAlarms.map(alarm => settingsOf(alarm, version))
    for (const alarm of ofVersion) await this.#cloudWatch.send(new PutMetricAlarmCommand(alarm))
    return ofVersion.map(({ AlarmName }) => AlarmName)
  }
}

/** An alarm of the first version as a request for one of another version. */
function settingsOf(alarm: MetricAlarm, version: string) {
  const { Namespace, MetricName, Statistic, Period, Threshold, TreatMissingData } = alarm
  return {
    AlarmName: (alarm.AlarmName ?? '').replace('-version-1-', `-version-${version}-`),
    Dimensions: alarm.Dimensions?.map(({ Name, Value }) => ({
      Name,
      Value: Name === 'version' || Name === 'ExecutedVersion' ? version : Value,
    })),
    ...{ Namespace, MetricName, Statistic, Period, Threshold, TreatMissingData },
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    ComparisonOperator: alarm.ComparisonOperator,
  }
}
