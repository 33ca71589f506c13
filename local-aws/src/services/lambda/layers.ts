import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { DeploymentPackage } from './deployment-package.ts'
import { invalid } from './errors.ts'
import { QUOTAS } from './quotas.ts'

/** The properties of a layer in `PublishLayerVersion` and CloudFormation, without its content. */
export interface LayerProperties {
  Description?: string
  LicenseInfo?: string
  CompatibleRuntimes?: string[]
  CompatibleArchitectures?: string[]
}

/** One version of a layer: its properties and its files. */
export interface LayerVersion {
  readonly name: string
  readonly version: number
  /** The version's ARN: `arn:aws:lambda:<region>:<account>:layer:<name>:<version>`. */
  readonly arn: string
  readonly layerArn: string
  readonly properties: LayerProperties
  /** In ms since the epoch. */
  readonly createdAt: number
  readonly content: DeploymentPackage
}

const NAME = /^[a-zA-Z0-9-_]{1,140}$/
const MAX_DESCRIPTION_CHARACTERS = 256
const MAX_LICENSE_CHARACTERS = 512

/** The layers of the account. */
export class Layers {
  readonly #account: Account
  /** Layers by name, with their versions by number. */
  readonly #layers = new Map<string, { published: number; versions: Map<number, LayerVersion> }>()

  constructor(account: Account) {
    this.#account = account
  }

  /** "Each time you call PublishLayerVersion with the same layer name, a new version is created." */
  publish(reference: string, properties: LayerProperties, content: DeploymentPackage): LayerVersion {
    const name = layerNameOf(reference)
    check(name, properties, content)
    const layer = this.#layers.get(name) ?? { published: 0, versions: new Map<number, LayerVersion>() }
    this.#layers.set(name, layer)
    // Numbers of deleted versions are not reused.
    layer.published++
    const layerArn = this.#account.arn('lambda', `layer:${name}`)
    const published = {
      name,
      version: layer.published,
      arn: `${layerArn}:${layer.published}`,
      layerArn,
      properties,
      createdAt: this.#account.clock.now(),
      content,
    }
    layer.versions.set(published.version, published)
    return published
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(reference: string, version: number): LayerVersion {
    const name = layerNameOf(reference)
    const found = this.#layers.get(name)?.versions.get(version)
    if (found) return found
    const arn = this.#account.arn('lambda', `layer:${name}:${version}`)
    throw new AwsError('ResourceNotFoundException', `Layer version ${arn} does not exist.`, {
      statusCode: 404,
      members: { Type: 'User' },
    })
  }

  byArn(arn: string): LayerVersion | undefined {
    return this.list()
      .flatMap(name => this.versionsOf(name))
      .find(version => version.arn === arn)
  }

  /** Whether the ARN is of this account and region. */
  isOwn(arn: string): boolean {
    return arn.startsWith(this.#account.arn('lambda', 'layer:'))
  }

  /** The names of the layers that have at least one version. */
  list(): string[] {
    return [...this.#layers].flatMap(([name, { versions }]) => (versions.size > 0 ? [name] : [])).sort()
  }

  /** Newest first. */
  versionsOf(reference: string): LayerVersion[] {
    return [...(this.#layers.get(layerNameOf(reference))?.versions.values() ?? [])].reverse()
  }

  /**
   * "Your functions can continue to use any layer version that you've already added, even after that layer version has
   * been deleted", so its files stay. A version that does not exist is not an error.
   */
  delete(reference: string, version: number): void {
    this.#layers.get(layerNameOf(reference))?.versions.delete(version)
  }
}

const ORIGIN =
  'The local AWS has the layers of its templates and of PublishLayerVersion, and fetches none from AWS: give it a layer with the same files.'

/**
 * The layers of a function, in its order.
 *
 * @param former the function's current layers, which may have been deleted since
 * @throws AwsError `InvalidParameterValueException`
 */
export function layersOfFunction(
  arns: readonly string[],
  layers: Layers,
  former: readonly LayerVersion[] = [],
): readonly LayerVersion[] {
  if (arns.length > QUOTAS.layersPerFunction) {
    throw invalid(`You cannot reference more than ${QUOTAS.layersPerFunction} layers.`)
  }
  const found = arns.map(arn => {
    const layer = former.find(had => had.arn === arn) ?? layers.byArn(arn)
    if (layer) return layer
    throw invalid(`Layer version ${arn} does not exist.${layers.isOwn(arn) ? '' : ` ${ORIGIN}`}`)
  })
  for (const [index, layer] of found.entries()) {
    const other = found.slice(0, index).find(({ name }) => name === layer.name)
    if (!other) continue
    throw invalid(
      `Two different versions of the same layer are not allowed to be referenced in the same function. ${other.arn} and ${layer.arn} are versions of the same layer.`,
    )
  }
  return found
}

/** @throws AwsError `InvalidParameterValueException` if the function exceeds the size limit of an environment */
export function checkUnzippedSize(code: DeploymentPackage, layers: readonly LayerVersion[]): void {
  const ofLayers = layers.reduce((total, { content }) => total + content.size, 0)
  if (ofLayers > QUOTAS.unzippedBytes) {
    throw invalid(`Layers consume more than the available size of ${QUOTAS.unzippedBytes} bytes`)
  }
  const size = code.size + ofLayers
  if (size <= QUOTAS.unzippedBytes) return
  throw invalid(
    `Function code combined with layers exceeds the maximum allowed size of ${QUOTAS.unzippedBytes} bytes. The actual size is ${size} bytes.`,
  )
}

/** The name in a name or ARN of a layer. */
function layerNameOf(reference: string): string {
  return /:layer:([^:]+)$/.exec(reference)?.[1] ?? reference
}

function check(name: string, properties: LayerProperties, content: DeploymentPackage): void {
  if (!NAME.test(name)) {
    throw invalid(`The layer name ${JSON.stringify(name)} must be 1 to 140 letters, digits, - and _.`)
  }
  const { Description = '', LicenseInfo = '' } = properties
  if (Description.length > MAX_DESCRIPTION_CHARACTERS) {
    throw invalid(`A layer's Description has at most ${MAX_DESCRIPTION_CHARACTERS} characters.`)
  }
  if (LicenseInfo.length > MAX_LICENSE_CHARACTERS) {
    throw invalid(`A layer's LicenseInfo has at most ${MAX_LICENSE_CHARACTERS} characters.`)
  }
  if (content.size > QUOTAS.unzippedBytes) {
    throw invalid(`Unzipped size must be smaller than ${QUOTAS.unzippedBytes} bytes`)
  }
}
