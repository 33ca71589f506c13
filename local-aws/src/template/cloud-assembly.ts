import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inDependencyOrder } from './dependency-order.ts'
import type { Template } from './template.ts'

/** A stack in a cloud assembly. */
export interface StackArtifact {
  stackName: string
  /** `aws://<account>/<region>`; `unknown-account` and `unknown-region` if the app does not set them. */
  environment: string
  template: Template
  terminationProtection: boolean
  tags: Readonly<Record<string, string>>
  /** The directory or file of each file asset, by the object key of its publication. */
  assets: ReadonlyMap<string, string>
}

/** A directory has no cloud assembly. */
export class NoAssemblyError extends Error {
  override readonly name = 'NoAssemblyError'
}

interface Manifest {
  artifacts?: Record<string, Artifact>
}

interface Artifact {
  type: string
  environment?: string
  dependencies?: string[]
  properties?: Record<string, unknown>
}

interface AssetManifest {
  files?: Record<string, FileAsset>
}

interface FileAsset {
  source: { path?: string }
  destinations: Record<string, { objectKey: string }>
}

/**
 * Reads the stacks of a cloud assembly and of its nested assemblies (stages), in the order of deployment.
 *
 * @param directory the `cdk.out` to read
 * @throws NoAssemblyError
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 */
export async function readCloudAssembly(directory: string): Promise<StackArtifact[]> {
  const { artifacts = {} } = await readManifest(directory)
  const dependencies = new Map(
    Object.entries(artifacts).map(([id, { dependencies = [] }]) => [id, new Set(dependencies)]),
  )

  const stacks: StackArtifact[] = []
  for (const id of inDependencyOrder(dependencies)) {
    const artifact = artifacts[id] as Artifact
    if (artifact.type === 'cdk:cloud-assembly') {
      stacks.push(...(await readCloudAssembly(join(directory, String(artifact.properties?.directoryName)))))
    }
    if (artifact.type === 'aws:cloudformation:stack') {
      stacks.push(await readStack(directory, id, artifact, artifacts))
    }
  }
  return stacks
}

/** The account and region that an assembly is synthesized for; undefined if no stack sets them. */
export interface Environment {
  account: string | undefined
  region: string | undefined
}

/**
 * The account and the region of an assembly: those of the first stack that sets them, including nested stages.
 *
 * @throws NoAssemblyError
 */
export async function assemblyEnvironment(directory: string): Promise<Environment> {
  const environments = (await environmentsOf(directory)).map(environment =>
    environment.replace(/^aws:\/\//, '').split('/'),
  )
  const named = (index: number, open: string) =>
    environments.map(parts => parts[index]).find(part => part !== open)
  return { account: named(0, 'unknown-account'), region: named(1, 'unknown-region') }
}

async function environmentsOf(directory: string): Promise<string[]> {
  const { artifacts = {} } = await readManifest(directory)
  const environments: string[] = []
  for (const { type, environment, properties } of Object.values(artifacts)) {
    if (type === 'cdk:cloud-assembly') {
      environments.push(...(await environmentsOf(join(directory, String(properties?.directoryName)))))
    }
    if (type === 'aws:cloudformation:stack' && environment) environments.push(environment)
  }
  return environments
}

async function readManifest(directory: string): Promise<Manifest> {
  try {
    return await readJson<Manifest>(directory, 'manifest.json')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new NoAssemblyError(
      `There is no cloud assembly in ${resolve(directory)}: it has no manifest.json. Create one with "npx cdk synth".`,
    )
  }
}

async function readStack(
  directory: string,
  id: string,
  { environment = '', dependencies = [], properties = {} }: Artifact,
  artifacts: Record<string, Artifact>,
): Promise<StackArtifact> {
  const assets = new Map<string, string>()
  for (const dependency of dependencies) {
    const { type, properties } = artifacts[dependency] as Artifact
    if (type !== 'cdk:asset-manifest') continue
    for (const [key, path] of await readAssets(directory, String(properties?.file))) assets.set(key, path)
  }
  return {
    stackName: String(properties.stackName ?? id),
    environment,
    template: await readJson<Template>(directory, String(properties.templateFile)),
    terminationProtection: properties.terminationProtection === true,
    tags: (properties.tags ?? {}) as Record<string, string>,
    assets,
  }
}

async function readAssets(directory: string, file: string): Promise<[objectKey: string, path: string][]> {
  const { files = {} } = await readJson<AssetManifest>(directory, file)
  return Object.values(files).flatMap(({ source: { path }, destinations }) =>
    path === undefined
      ? []
      : Object.values(destinations).map(({ objectKey }): [string, string] => [
          objectKey,
          resolve(directory, path),
        ]),
  )
}

/** @throws NoAssemblyError if the file is not JSON */
async function readJson<T>(directory: string, file: string): Promise<T> {
  const text = await readFile(join(directory, file), 'utf8')
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new NoAssemblyError(
      `${resolve(directory, file)} is not JSON: ${(cause as Error).message}. Create the assembly again with "npx cdk synth".`,
    )
  }
}
