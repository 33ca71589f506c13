import { invalid, notSimulated } from './errors.ts'
import { LATEST } from './function-name.ts'
import type { LayerVersion } from './layers.ts'
import { integer, oneOf } from './parameter-values.ts'
import { QUOTAS } from './quotas.ts'

/** The configuration of a function, with the terms of the Lambda API; every member has its default. */
export interface FunctionConfiguration {
  readonly name: string
  /** Unqualified. */
  readonly arn: string
  /** `$LATEST` or the number of a published version. */
  readonly version: string
  readonly role: string
  readonly description: string
  /** `nodejs20.x`, `nodejs22.x` or `nodejs24.x`; all use the Node.js that runs the local AWS. */
  readonly runtime: string
  /** `index.handler` */
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memorySizeMb: number
  /** The limit of the function's temporary directory. */
  readonly ephemeralStorageMb: number
  /** Reported but without effect: JavaScript runs on the machine's processor. */
  readonly architecture: 'x86_64' | 'arm64'
  /** Files of a later layer replace those of an earlier one. */
  readonly layers: readonly LayerVersion[]
  readonly environment: Readonly<Record<string, string>>
  readonly tracing: 'Active' | 'PassThrough'
  readonly logging: LoggingConfiguration
  /** The destination of events that asynchronous invocation gave up. */
  readonly deadLetterQueueArn: string | undefined
}

export interface LoggingConfiguration {
  readonly group: string
  readonly format: 'Text' | 'JSON'
  /** Only for JSON: the lowest level that `console` writes (`AWS_LAMBDA_LOG_LEVEL`). */
  readonly applicationLevel: string
  /** Only for JSON: the lowest level of the records that Lambda writes. */
  readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN'
}

/** The properties of a function in `CreateFunction`, `UpdateFunctionConfiguration` and CloudFormation. */
export interface FunctionProperties {
  Description?: string
  Role?: string
  Runtime?: string
  Handler?: string
  /** In seconds; numbers in a template may be text. */
  Timeout?: number | string
  MemorySize?: number | string
  EphemeralStorage?: { Size?: number | string }
  Architectures?: string[]
  /** The ARNs of layer versions. */
  Layers?: string[]
  PackageType?: string
  Environment?: { Variables?: Record<string, string> }
  TracingConfig?: { Mode?: string }
  LoggingConfig?: {
    LogFormat?: string
    LogGroup?: string
    ApplicationLogLevel?: string
    SystemLogLevel?: string
  }
  DeadLetterConfig?: { TargetArn?: string }
}

const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x']
const APPLICATION_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN']
/** "The keys can't be modified": Lambda developer guide, "Defined runtime environment variables". */
const RESERVED_VARIABLES =
  /^(_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_FUNCTION_NAME|LAMBDA_FUNCTION_MEMORY_SIZE|LAMBDA_FUNCTION_VERSION|LAMBDA_INITIALIZATION_TYPE|LAMBDA_LOG_GROUP_NAME|LAMBDA_LOG_STREAM_NAME|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_RUNTIME_API|XRAY_CONTEXT_MISSING|XRAY_DAEMON_ADDRESS))$/

/**
 * Creates a configuration from properties.
 *
 * @param layersOf returns the layer versions with the ARNs, or throws as Lambda does
 * @throws AwsError `InvalidParameterValueException` as on Lambda, naming the value; the message says so if Lambda
 * supports the value but the local AWS does not simulate it
 */
export function functionConfiguration(
  identity: { name: string; arn: string },
  properties: FunctionProperties,
  layersOf: (arns: readonly string[]) => readonly LayerVersion[],
): FunctionConfiguration {
  const { name, arn } = identity
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name)) {
    throw invalid(`The function name ${JSON.stringify(name)} must be 1 to 64 letters, digits, - and _.`)
  }
  if ((properties.PackageType ?? 'Zip') !== 'Zip') {
    throw notSimulated(`functions packaged as ${properties.PackageType}`)
  }
  return {
    name,
    arn,
    version: LATEST,
    role: required(properties.Role, 'Role'),
    description: properties.Description ?? '',
    runtime: runtime(required(properties.Runtime, 'Runtime')),
    handler: required(properties.Handler, 'Handler'),
    timeoutSeconds: integer('Timeout', properties.Timeout ?? 3, 1, QUOTAS.timeoutSeconds),
    memorySizeMb: integer(
      'MemorySize',
      properties.MemorySize ?? QUOTAS.memorySizeMb.least,
      QUOTAS.memorySizeMb.least,
      QUOTAS.memorySizeMb.most,
    ),
    ephemeralStorageMb: integer(
      'EphemeralStorage',
      properties.EphemeralStorage?.Size ?? QUOTAS.ephemeralStorageMb.least,
      QUOTAS.ephemeralStorageMb.least,
      QUOTAS.ephemeralStorageMb.most,
    ),
    architecture: architecture(properties.Architectures ?? ['x86_64']),
    layers: layersOf(properties.Layers ?? []),
    environment: environment(properties.Environment?.Variables ?? {}),
    tracing: oneOf('Mode', properties.TracingConfig?.Mode ?? 'PassThrough', ['Active', 'PassThrough']),
    logging: logging(name, properties.LoggingConfig ?? {}),
    deadLetterQueueArn: queueArn(properties.DeadLetterConfig?.TargetArn),
  }
}

/**
 * Lambda sends dead letters to queues and topics; the local AWS only to queues.
 *
 * @throws AwsError `InvalidParameterValueException` for any other target
 */
function queueArn(arn: string | undefined): string | undefined {
  if (!arn) return undefined
  if (!/^arn:aws:sqs:/.test(arn)) throw notSimulated(`${arn} as a destination: use an SQS queue`)
  return arn
}

function required(value: string | undefined, name: string): string {
  if (value) return value
  throw invalid(`The function needs ${name}.`)
}

function runtime(value: string): string {
  if (RUNTIMES.includes(value)) return value
  throw notSimulated(`the runtime ${value}: use one of ${RUNTIMES.join(', ')} (all on ${process.version})`)
}

function architecture([only = '', ...others]: readonly string[]): FunctionConfiguration['architecture'] {
  if (others.length > 0) throw invalid('A function has one of the Architectures, not several.')
  return oneOf('Architectures', only, ['x86_64', 'arm64'])
}

function environment(variables: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(variables).map(([key, value]) => [key, String(value)] as const)
  for (const [key] of entries) {
    if (!/^[a-zA-Z]\w+$/.test(key)) throw invalid(`${JSON.stringify(key)} cannot be a variable's name.`)
    if (RESERVED_VARIABLES.test(key)) {
      throw invalid(
        `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${key}`,
      )
    }
  }
  const result = Object.fromEntries(entries)
  if (Buffer.byteLength(JSON.stringify(result)) > QUOTAS.environmentBytes) {
    throw invalid(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    )
  }
  return result
}

/** The log group of a function that names none. */
export function ownGroup(functionName: string): string {
  return `/aws/lambda/${functionName}`
}

function logging(
  functionName: string,
  config: NonNullable<FunctionProperties['LoggingConfig']>,
): LoggingConfiguration {
  const format = oneOf('LogFormat', config.LogFormat ?? 'Text', ['Text', 'JSON'])
  if (format === 'Text' && (config.ApplicationLogLevel || config.SystemLogLevel)) {
    throw invalid('ApplicationLogLevel and SystemLogLevel need LogFormat JSON.')
  }
  return {
    group: config.LogGroup ?? ownGroup(functionName),
    format,
    applicationLevel: oneOf('ApplicationLogLevel', config.ApplicationLogLevel ?? 'INFO', APPLICATION_LEVELS),
    systemLevel: oneOf(
      'SystemLogLevel',
      config.SystemLogLevel ?? 'INFO',
      SYSTEM_LEVELS,
    ) as LoggingConfiguration['systemLevel'],
  }
}
