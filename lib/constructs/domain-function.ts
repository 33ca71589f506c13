import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  type CfnLayerVersion,
  Function as LambdaFunction,
  LoggingFormat,
  type RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { type FunctionName, serviceName } from '../packaging/functions.ts'
import { type Compute, smallCompute } from './compute.ts'
import { type Domain, logGroupName, metricNamespace } from './domain.ts'
import { refuseFunction, refuseOwnVariables } from './domain-function-rules.ts'
import { refuseTakenLogGroup } from './log-group-owner.ts'
import { refuse } from './refusal.ts'

export interface DomainFunctionProps {
  readonly domain: Domain
  readonly function: FunctionName
  readonly description: string
  readonly timeout: Duration
  /** Environment variables, in addition to those of every function. */
  readonly environment: Readonly<Record<string, string>>
  /** @default - 512 MB of arm64 */
  readonly compute?: Compute
  /** The maximum number of concurrent invocations; more are refused. Not for queue consumers. @default - no limit */
  readonly reservedConcurrency?: number
  /** Whether its own messages may invoke it recursively. @default - Lambda stops it after about 16 turns */
  readonly recursiveLoop?: RecursiveLoop
}

/** A function with its own role, its own log group under the common prefix, JSON logs and X-Ray. */
export class DomainFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction
  readonly grantPrincipal: IPrincipal
  /** `<domain>-<function>`, the dimension of the function's metrics. */
  readonly service: string
  readonly logGroupName: string
  readonly memoryMegabytes: number
  /** How many of its invocations run at once. @default - no limit of its own */
  readonly reservedConcurrency: number | undefined

  constructor(scope: Construct, id: string, props: DomainFunctionProps) {
    super(scope, id)
    this.service = serviceName(props.function)
    this.logGroupName = logGroupName(props.domain, props.function)
    const compute = props.compute ?? smallCompute
    this.memoryMegabytes = compute.memoryMegabytes
    this.reservedConcurrency = props.reservedConcurrency
    const own = this.#everyFunctionsEnvironment(props.domain)
    refuseOwnVariables(this, props.environment, own)
    const environment = { ...own, ...props.environment }
    refuseFunction(this, { ...props, ...compute, environment })
    refuseTakenLogGroup(
      this,
      this.logGroupName,
      'Make one function for each entry of lib/packaging/functions.ts.',
    )
    this.#refuseForeignLayers(compute)
    const role = this.#role(props)
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: this.logGroupName,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    logGroup.grantWrite(role)
    this.grantPrincipal = role.grantPrincipal
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: compute.architecture,
      code: props.domain.functions.code(props.function),
      handler: 'index.handler',
      role,
      memorySize: compute.memoryMegabytes,
      ephemeralStorageSize: compute.temporaryStorage,
      layers: compute.layers && [...compute.layers],
      reservedConcurrentExecutions: props.reservedConcurrency,
      recursiveLoop: props.recursiveLoop,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Below that, two lines an invocation say what its metrics and its hops say, for a third of the log's price. A
      // timeout and a crash are still told.
      systemLogLevelV2: SystemLogLevel.WARN,
      environment,
    })
  }

  /** Lambda accepts a layer of another architecture, whose programs then fail to start. */
  #refuseForeignLayers({ architecture: { name }, layers = [] }: Compute): void {
    for (const layer of layers) {
      // A layer that is not of this app has no resource, and its ARN does not say what it is for.
      const resource = layer.node.defaultChild as CfnLayerVersion | undefined
      const compatibleArchitectures = resource?.compatibleArchitectures ?? [name]
      if (compatibleArchitectures.includes(name)) continue
      refuse(
        this,
        `It runs on ${name} and its layer ${layer.node.path} is for ${compatibleArchitectures.join(', ')}.`,
        "Give the function its layer's architecture, or another layer.",
      )
    }
  }

  #role({ function: name }: DomainFunctionProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${name} may do`,
    })
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords, which X-Ray defines without resources.',
    })
    return role
  }

  #everyFunctionsEnvironment(domain: Domain): Record<string, string> {
    return {
      POWERTOOLS_SERVICE_NAME: this.service,
      POWERTOOLS_METRICS_NAMESPACE: metricNamespace(domain),
      POWERTOOLS_LOG_LEVEL: 'INFO',
      NODE_OPTIONS: '--enable-source-maps',
    }
  }
}
