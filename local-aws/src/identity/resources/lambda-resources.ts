import type { Account } from '../../account.ts'
import { type FindResources, type Input, text } from './find-resources.ts'

/** Operations whose actions have no resource. */
const OF_NONE: ReadonlySet<string> = new Set([
  'CreateEventSourceMapping',
  'GetAccountSettings',
  'ListEventSourceMappings',
  'ListFunctions',
  'ListLayers',
  'ListLayerVersions',
])

/**
 * A function with the qualifier that the request names, an event source mapping, a layer or one of its versions.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export const lambdaResources: FindResources = (input, account, operation) => {
  if (OF_NONE.has(operation)) return []
  const { UUID, LayerName, VersionNumber, Resource, Arn } = input
  const mapping = text(UUID)
  const layer = text(LayerName)
  const version = text(VersionNumber)
  return [
    text(Resource) ??
      (operation === 'GetLayerVersionByArn' ? text(Arn) : undefined) ??
      (mapping && account.arn('lambda', `event-source-mapping:${mapping}`)) ??
      (layer && layerArn(account, layer, version)) ??
      functionArn(account, input),
  ]
}

function functionArn(account: Account, { FunctionName, Qualifier }: Input): string | undefined {
  const reference = text(FunctionName)
  if (reference === undefined) return undefined
  const [name, qualifier = text(Qualifier)] = reference.replace(/^(?:.*:)?function:/, '').split(':')
  return account.arn('lambda', `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`)
}

function layerArn(account: Account, layer: string, version: string | undefined): string {
  const arn = layer.startsWith('arn:') ? layer : account.arn('lambda', `layer:${layer}`)
  return version === undefined ? arn : `${arn}:${version}`
}
