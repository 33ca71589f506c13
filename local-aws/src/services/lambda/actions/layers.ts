import type { RestRequest, RestResponse, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { DeploymentPackage } from '../deployment-package.ts'
import { invalid, notSimulated } from '../errors.ts'
import type { LayerProperties, Layers, LayerVersion } from '../layers.ts'
import type { Workspace } from '../workspace.ts'
import { unzip } from '../zip-archive.ts'

interface PublishInput extends LayerProperties {
  Content?: { ZipFile?: string }
  [name: string]: unknown
}

const PUBLISH_MEMBERS = [
  ...['LayerName', 'Content', 'Description', 'LicenseInfo', 'CompatibleRuntimes', 'CompatibleArchitectures'],
]

/** `PublishLayerVersion`, `GetLayerVersion`, `GetLayerVersionByArn`, `ListLayers`, `ListLayerVersions`, `DeleteLayerVersion`. */
export function layerRoutes(layers: Layers, workspace: Workspace): RestRoute[] {
  const named = (request: RestRequest) => request.path.LayerName ?? ''
  const version = (request: RestRequest) => Number(request.path.VersionNumber)

  function publish(request: RestRequest): RestResponse {
    const { Content, ...input } = request.json() as PublishInput
    const other = Object.keys(input).find(name => !PUBLISH_MEMBERS.includes(name))
    if (other) throw notSimulated(`the member ${other} of a layer`)
    if (!Content?.ZipFile) throw notSimulated('PublishLayerVersion without Content.ZipFile')
    const content = DeploymentPackage.unpacked(workspace, unzip(Buffer.from(Content.ZipFile, 'base64')))
    try {
      return { status: 201, body: describeWithContent(layers.publish(named(request), input, content)) }
    } catch (error) {
      content.discard()
      throw error
    }
  }

  function list({ query }: RestRequest): RestResponse {
    return { body: { Layers: layers.list().flatMap(name => describeLayer(layers.versionsOf(name), query)) } }
  }

  function findByArn({ query }: RestRequest): RestResponse {
    const arn = query.get('Arn') ?? ''
    const [, name, number] = /:layer:([^:]+):(\d+)$/.exec(arn) ?? []
    if (!name) throw invalid(`${JSON.stringify(arn)} is not the ARN of a layer version.`)
    return { body: describeWithContent(layers.get(name, Number(number))) }
  }

  const collection = '/2018-10-31/layers/{LayerName}/versions'
  const one = `${collection}/{VersionNumber}`
  return [
    {
      operation: 'GetLayerVersionByArn',
      method: 'GET',
      path: '/2018-10-31/layers?find=LayerVersion',
      action: findByArn,
    },
    { operation: 'ListLayers', method: 'GET', path: '/2018-10-31/layers', action: list },
    { operation: 'PublishLayerVersion', method: 'POST', path: collection, action: publish },
    {
      operation: 'ListLayerVersions',
      method: 'GET',
      path: collection,
      action: request => {
        const versions = layers.versionsOf(named(request)).filter(each => fits(each, request.query))
        return { body: { LayerVersions: versions.map(describe) } }
      },
    },
    {
      operation: 'GetLayerVersion',
      method: 'GET',
      path: one,
      action: request => ({ body: describeWithContent(layers.get(named(request), version(request))) }),
    },
    {
      operation: 'DeleteLayerVersion',
      method: 'DELETE',
      path: one,
      action: request => {
        layers.delete(named(request), version(request))
        return { status: 204, body: '' }
      },
    },
  ]
}

function describeLayer(versions: readonly LayerVersion[], query: URLSearchParams): object[] {
  const latest = versions.find(version => fits(version, query))
  if (!latest) return []
  const { name, layerArn } = latest
  return [{ LayerName: name, LayerArn: layerArn, LatestMatchingVersion: describe(latest) }]
}

function fits({ properties }: LayerVersion, query: URLSearchParams): boolean {
  const runtime = query.get('CompatibleRuntime')
  const architecture = query.get('CompatibleArchitecture')
  return (
    (!runtime || (properties.CompatibleRuntimes ?? []).includes(runtime)) &&
    (!architecture || (properties.CompatibleArchitectures ?? []).includes(architecture))
  )
}

function describe({ arn, version, properties, createdAt }: LayerVersion): object {
  const { Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures } = properties
  return {
    LayerVersionArn: arn,
    Version: version,
    Description: Description ?? '',
    CreatedDate: new Date(createdAt).toISOString().replace('Z', '+0000'),
    ...(LicenseInfo && { LicenseInfo }),
    ...(CompatibleRuntimes && { CompatibleRuntimes }),
    ...(CompatibleArchitectures && { CompatibleArchitectures }),
  }
}

function describeWithContent(layer: LayerVersion): object {
  const { content, layerArn } = layer
  return {
    ...describe(layer),
    LayerArn: layerArn,
    Content: { Location: `file://${content.directory}`, CodeSha256: content.sha256, CodeSize: content.size },
  }
}
