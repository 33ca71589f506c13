import type { RestRequest, RestResponse, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { RequestContext } from '../../../api/service-api.ts'
import { DeploymentPackage } from '../deployment-package.ts'
import { invalid, notSimulated, outdatedRevision } from '../errors.ts'
import type { FunctionConfiguration, FunctionProperties } from '../function-configuration.ts'
import { functionNameOf, functionReference, LATEST } from '../function-name.ts'
import type { FunctionRegistry } from '../functions.ts'
import type { LambdaFunction } from '../lambda-function.ts'
import type { Workspace } from '../workspace.ts'
import { unzip } from '../zip-archive.ts'

interface CreateFunctionInput extends FunctionProperties {
  Publish?: boolean
  FunctionName?: string
  Code?: { ZipFile?: string }
  Tags?: Record<string, string>
  [name: string]: unknown
}

interface UpdateCodeInput {
  ZipFile?: string
  Publish?: boolean
  RevisionId?: string
}

/** The members that `CreateFunction` accepts here; any other would change the behaviour of the function. */
const CREATE_MEMBERS = [
  ...['FunctionName', 'Code', 'Role', 'Runtime', 'Handler', 'Timeout', 'MemorySize', 'Environment'],
  ...['TracingConfig', 'LoggingConfig', 'DeadLetterConfig', 'PackageType', 'Description', 'Architectures'],
  ...['Tags', 'Publish', 'EphemeralStorage', 'Layers'],
]
const CODE_MEMBERS = ['ZipFile', 'Publish', 'RevisionId']
const UPDATE_MEMBERS = CREATE_MEMBERS.filter(name => name !== 'Code' && name !== 'PackageType').concat(
  'RevisionId',
)

/**
 * `CreateFunction`, `GetFunction`, `GetFunctionConfiguration`, `ListFunctions`, `UpdateFunctionCode`,
 * `UpdateFunctionConfiguration`, `DeleteFunction`.
 */
export function functionRoutes(functions: FunctionRegistry, workspace: Workspace): RestRoute[] {
  const named = ({ path, query }: RestRequest) =>
    functions.resolve(path.FunctionName ?? '', query.get('Qualifier')).target

  /** `$LATEST`, as only it can be changed. */
  function changeable({ path }: RestRequest, revisionId: string | undefined): LambdaFunction {
    const { name, qualifier = LATEST } = functionReference(path.FunctionName ?? '')
    if (qualifier !== LATEST) {
      throw notSimulated(
        `a change of ${name}:${qualifier}: published versions cannot be changed, so leave the qualifier out`,
      )
    }
    const { latest } = functions.versionsOf(name)
    if (revisionId !== undefined && revisionId !== latest.revisionId) throw outdatedRevision()
    return latest
  }

  function create(request: RestRequest, { caller }: RequestContext): RestResponse {
    const input = request.json() as CreateFunctionInput
    refuseOthers(input, CREATE_MEMBERS)
    const { FunctionName, Code, Tags } = input
    if (!FunctionName) throw invalid('CreateFunction needs FunctionName.')
    functions.checkCreatable(functionNameOf(FunctionName), input.Role, caller)
    if (Code?.ZipFile === undefined) throw notSimulated('CreateFunction without Code.ZipFile')
    const made = withCode(Code.ZipFile, code =>
      functions.create(functionNameOf(FunctionName), input, code, Object.entries(Tags ?? {})),
    )
    return { status: 201, body: publishedIf(input.Publish, made) }
  }

  function updateCode(request: RestRequest): RestResponse {
    const input = request.json() as UpdateCodeInput
    refuseOthers(input, CODE_MEMBERS)
    const { ZipFile, Publish, RevisionId } = input
    if (ZipFile === undefined) throw notSimulated('UpdateFunctionCode without ZipFile')
    const { name } = changeable(request, RevisionId).configuration
    const updated = withCode(ZipFile, code => functions.replaceCode(name, code))
    return { body: publishedIf(Publish, updated) }
  }

  /** The code is removed again where it cannot be used. */
  function withCode<Result>(zipFile: string, use: (code: DeploymentPackage) => Result): Result {
    const code = DeploymentPackage.unpacked(workspace, unzip(Buffer.from(zipFile, 'base64')))
    try {
      return use(code)
    } catch (error) {
      code.discard()
      throw error
    }
  }

  function publishedIf(publish: boolean | undefined, changed: LambdaFunction): object {
    return describe(publish ? functions.versionsOf(changed.configuration.name).publish() : changed)
  }

  function update(request: RestRequest, { caller }: RequestContext): RestResponse {
    const input = request.json() as FunctionProperties & { RevisionId?: string; [name: string]: unknown }
    refuseOthers(input, UPDATE_MEMBERS)
    const updated = changeable(request, input.RevisionId)
    functions.checkPassable(input.Role, caller)
    functions.configure(updated, { ...propertiesOf(updated.configuration), ...input })
    return { body: describe(updated) }
  }

  async function remove(request: RestRequest): Promise<RestResponse> {
    const { name, qualifier } = functionReference(
      request.path.FunctionName ?? '',
      request.query.get('Qualifier'),
    )
    if (qualifier === undefined) await functions.delete(name)
    else await functions.versionsOf(name).delete(qualifier)
    return { status: 204, body: '' }
  }

  const one = '/2015-03-31/functions/{FunctionName}'
  return [
    { operation: 'CreateFunction', method: 'POST', path: '/2015-03-31/functions', action: create },
    {
      operation: 'ListFunctions',
      method: 'GET',
      path: '/2015-03-31/functions',
      action: () => ({ body: { Functions: functions.list().map(describe) } }),
    },
    {
      operation: 'GetFunction',
      method: 'GET',
      path: one,
      action: request => ({ body: describeWithCode(functions, named(request)) }),
    },
    { operation: 'DeleteFunction', method: 'DELETE', path: one, action: remove },
    {
      operation: 'GetFunctionConfiguration',
      method: 'GET',
      path: `${one}/configuration`,
      action: request => ({ body: describe(named(request)) }),
    },
    { operation: 'UpdateFunctionCode', method: 'PUT', path: `${one}/code`, action: updateCode },
    { operation: 'UpdateFunctionConfiguration', method: 'PUT', path: `${one}/configuration`, action: update },
  ]
}

function refuseOthers(input: object, allowed: readonly string[]): void {
  const other = Object.keys(input).find(name => !allowed.includes(name))
  if (other) throw notSimulated(`the member ${other}`)
}

/** Converts a configuration back to the properties of a request. */
function propertiesOf(configuration: FunctionConfiguration): FunctionProperties {
  const { logging } = configuration
  return {
    Role: configuration.role,
    Description: configuration.description,
    Runtime: configuration.runtime,
    Handler: configuration.handler,
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memorySizeMb,
    EphemeralStorage: { Size: configuration.ephemeralStorageMb },
    Architectures: [configuration.architecture],
    ...(configuration.layers.length > 0 && { Layers: configuration.layers.map(({ arn }) => arn) }),
    Environment: { Variables: { ...configuration.environment } },
    TracingConfig: { Mode: configuration.tracing },
    LoggingConfig: {
      LogFormat: logging.format,
      LogGroup: logging.group,
      ...(logging.format === 'JSON' && {
        ApplicationLogLevel: logging.applicationLevel,
        SystemLogLevel: logging.systemLevel,
      }),
    },
    ...(configuration.deadLetterQueueArn && {
      DeadLetterConfig: { TargetArn: configuration.deadLetterQueueArn },
    }),
  }
}

/** A version as in API responses; the ARN of a published version is qualified. */
export function describe(described: LambdaFunction): object {
  const { configuration, code, lastModified, revisionId } = described
  const { version } = configuration
  return {
    FunctionName: configuration.name,
    FunctionArn: version === LATEST ? configuration.arn : `${configuration.arn}:${version}`,
    ...propertiesOf(configuration),
    ...(configuration.layers.length > 0 && {
      Layers: configuration.layers.map(({ arn, content }) => ({ Arn: arn, CodeSize: content.size })),
    }),
    PackageType: 'Zip',
    Version: version,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    LastModified: new Date(lastModified).toISOString().replace('Z', '+0000'),
    RevisionId: revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
  }
}

function describeWithCode(functions: FunctionRegistry, described: LambdaFunction): object {
  const reserved = described.reservedConcurrency
  const tags = functions.versionsOf(described.configuration.name).tags.toObject()
  return {
    Configuration: describe(described),
    Code: { Location: `file://${described.code.directory}` },
    ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    ...(Object.keys(tags).length > 0 && { Tags: tags }),
  }
}
