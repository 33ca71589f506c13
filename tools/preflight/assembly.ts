import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Template, TemplateResource } from './template.ts'

/** A stack as the cloud assembly describes it. */
export interface SynthesizedStack {
  name: string
  /** Undefined where the CLI chooses, by the credentials. */
  accountId: string | undefined
  /** Undefined where the CLI chooses. */
  region: string | undefined
  template: Template
}

/** A resource of one of the stacks. */
export interface SynthesizedResource extends TemplateResource {
  stack: string
  logicalId: string
}

/** What is about to be deployed. */
export interface Assembly {
  stacks: readonly SynthesizedStack[]
  resources: readonly SynthesizedResource[]
  /** The parameters of Systems Manager that tell the version of the bootstrap stack, each with the least it must be. */
  bootstrapVersions: ReadonlyMap<string, number>
  /** The buckets that assets are published to, with `${AWS::AccountId}` and the like in their names. */
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

/** There is no cloud assembly where one was named. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError'

  constructor(directory: string) {
    super(`There is no cloud assembly in ${directory}: name a directory that cdk synth has written.`)
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

/** The highest that any stack or asset asks for. */
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
