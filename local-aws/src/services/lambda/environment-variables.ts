import { join } from 'node:path'
import type { Account } from '../../account.ts'
import type { Credentials } from '../../identity/credentials.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import type { LayerDirectory } from './layer-directories.ts'

/** What an execution environment gets in addition to the function's configuration. */
export interface EnvironmentIdentity {
  id: string
  logStream: string
  taskRoot: string
  /** Replaces `/tmp`. */
  temporaryDirectory: string
  /** Replaces `/opt`, if the function has layers. */
  layers: LayerDirectory | undefined
  credentials: Credentials
  /** `127.0.0.1:<port>` */
  xrayDaemonAddress: string
}

/**
 * The environment variables of a function: those that Lambda defines ("Using Lambda environment variables", developer
 * guide), the function's own, and `AWS_ENDPOINT_URL`, which directs its SDK clients to the local AWS.
 */
export function environmentVariables(
  account: Account,
  configuration: FunctionConfiguration,
  identity: EnvironmentIdentity,
  runtimeApiPrefix: string,
): Record<string, string> {
  const { logging } = configuration
  const { id, logStream, taskRoot, credentials, xrayDaemonAddress } = identity
  const [daemonHost = '', daemonPort = ''] = xrayDaemonAddress.split(':')
  return {
    PATH: process.env.PATH ?? '',
    ...(identity.layers && layerVariables(identity.layers, configuration.runtime)),
    TMPDIR: identity.temporaryDirectory,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...configuration.environment,
    ...(logging.format === 'JSON' && { AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel }),
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    AWS_LAMBDA_LOG_GROUP_NAME: logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_RUNTIME_API: `${account.endpoint.replace('http://', '')}${runtimeApiPrefix}${id}`,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: configuration.handler,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_ENDPOINT_URL: account.endpoint,
    AWS_XRAY_DAEMON_ADDRESS: xrayDaemonAddress,
    _AWS_XRAY_DAEMON_ADDRESS: daemonHost,
    _AWS_XRAY_DAEMON_PORT: daemonPort,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  }
}

/** The variables for the paths of layers ("Layer paths for each Lambda runtime", developer guide). */
function layerVariables({ path, substitutes }: LayerDirectory, runtime: string): Record<string, string> {
  const modules = join('nodejs', runtime.replace(/^nodejs(\d+)\.x$/, 'node$1'), 'node_modules')
  const programs = [substitutes, join(path, 'bin'), process.env.PATH]
  return {
    PATH: programs.filter(Boolean).join(':'),
    LD_LIBRARY_PATH: join(path, 'lib'),
    NODE_PATH: [join(path, modules), join(path, 'nodejs', 'node_modules')].join(':'),
  }
}
