import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inDependencyOrder } from './dependency-order.ts'
import type { Template } from './template.ts'

/** A stack as `cdk synth` left it. */
export interface StackArtifact {
  stackName: string
  /** `aws://<account>/<region>`; `unknown-account` and `unknown-region` where the app left them open. */
  environment: string
  template: Template
  terminationProtection: boolean
  tags: Readonly<Record<string, string>>
  /** The directory or file of each file asset, by the object key under which it is published. */
  assets: ReadonlyMap<string, string>
}

/** Where a cloud assembly should be, there is none. */
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
 * The stacks of a cloud assembly and of the assemblies (stages) within it, in the order in which they deploy.
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

/** What the stacks of an assembly are synthesized for; undefined where all of them leave it open. */
export interface Environment {
  account: string | undefined
  region: string | undefined
}

/**
 * The account and the region of an assembly: of its first stack that names one, those of its stages included.
 *
 * @throws NoAssemblyError
 */
export async function assemblyEnvironment(directory: string): Promise<Environment> {
  const environments = (await environmentsOf(directory)).map(environment =>
    environment.replace(/^aws:\/\//, '').split('/'),
  )
  const named = (index: number, open: string) =>
    environments.map(parts => parts[index]).find(part => part && part !== open)
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
      `There is no cloud assembly in ${resolve(directory)}: it has no manifest.json. Make one with "npx cdk synth".`,
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

/** @throws NoAssemblyError where the file is not JSON */
async function readJson<T>(directory: string, file: string): Promise<T> {
  const text = await readFile(join(directory, file), 'utf8')
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new NoAssemblyError(
      `${resolve(directory, file)} is not JSON: ${(cause as Error).message}. Make the assembly anew with "npx cdk synth".`,
    )
  }
}
