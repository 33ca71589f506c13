import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Template, TemplateResource } from './template.ts'

/** A stack as the cloud assembly describes it. */
export interface SynthesizedStack {
  name: string
  /** Undefined if the CLI takes it from the credentials. */
  accountId: string | undefined
  /** Undefined if the CLI chooses it. */
  region: string | undefined
  template: Template
}

/** A resource of one of the stacks. */
export interface SynthesizedResource extends TemplateResource {
  stack: string
  logicalId: string
}

/** The cloud assembly to deploy. */
export interface Assembly {
  stacks: readonly SynthesizedStack[]
  resources: readonly SynthesizedResource[]
  /** The Systems Manager parameters with the version of the bootstrap stack, each with the minimum required version. */
  bootstrapVersions: ReadonlyMap<string, number>
  /** The buckets for assets, with placeholders such as `${AWS::AccountId}` in their names. */
  assetBuckets: readonly string[]
}

interface Artifact {
  type: string
  /** `aws://123456789012/eu-central-1`, or `unknown-region`. */
  environment?: string
  properties?: {
    stackName?: string
    templateFile?: string
    file?: string
    requiresBootstrapStackVersion?: number
    bootstrapStackVersionSsmParameter?: string
  }
}

interface AssetManifest {
  files?: Record<string, { destinations: Record<string, { bucketName: string }> }>
}

/** A directory has no cloud assembly. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError'

  constructor(directory: string) {
    super(`There is no cloud assembly in ${directory}: name the output directory of cdk synth.`)
  }
}

/** @throws AssemblyError */
export function readAssembly(directory: string): Assembly {
  if (!existsSync(join(directory, 'manifest.json'))) throw new AssemblyError(directory)
  const read = (file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8'))
  const artifacts = Object.entries(
    (read('manifest.json') as { artifacts: Record<string, Artifact> }).artifacts,
  )
  const stacks = artifacts
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties, environment }]) => ({
      name: properties?.stackName ?? id,
      ...fixedEnvironment(environment),
      template: read(properties?.templateFile as string) as Template,
    }))
  const manifests = artifacts
    .filter(([, { type }]) => type === 'cdk:asset-manifest')
    .map(([, { properties }]) => read(properties?.file as string) as AssetManifest)
  return {
    stacks,
    resources: stacks.flatMap(resourcesOf),
    bootstrapVersions: bootstrapVersions(artifacts.map(([, artifact]) => artifact)),
    assetBuckets: [...new Set(manifests.flatMap(bucketsOf))],
  }
}

function fixedEnvironment(environment = ''): Pick<SynthesizedStack, 'accountId' | 'region'> {
  const [, accountId, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? []
  return {
    accountId: accountId === 'unknown-account' ? undefined : accountId,
    region: region === 'unknown-region' ? undefined : region,
  }
}

function resourcesOf({ name, template }: SynthesizedStack): SynthesizedResource[] {
  return Object.entries(template.Resources ?? {}).map(([logicalId, resource]) => ({
    ...resource,
    stack: name,
    logicalId,
  }))
}

/** The highest version that a stack or an asset requires, by parameter. */
function bootstrapVersions(artifacts: readonly Artifact[]): Map<string, number> {
  const versions = new Map<string, number>()
  for (const { properties } of artifacts) {
    const parameter = properties?.bootstrapStackVersionSsmParameter
    const version = properties?.requiresBootstrapStackVersion
    if (parameter === undefined || version === undefined) continue
    versions.set(parameter, Math.max(version, versions.get(parameter) ?? 0))
  }
  return versions
}

function bucketsOf({ files = {} }: AssetManifest): string[] {
  return Object.values(files).flatMap(({ destinations }) =>
    Object.values(destinations).map(({ bucketName }) => bucketName),
  )
}
