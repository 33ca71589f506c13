import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { BundledCode } from './bundled-code.ts'
import { bundling } from './bundling-options.ts'
import { Fingerprints } from './fingerprints.ts'
import { entryOf, type FunctionName, functionNames, serviceName } from './functions.ts'
import { type Input, inputOf, isUnchanged } from './input.ts'

/** What a bundling run made, and of what. */
export interface BundlingRun {
  readonly code: BundledCode
  readonly inputs: readonly Input[]
  readonly fingerprints: ReadonlyMap<FunctionName, string>
}

/**
 * Bundles all functions, again where a source changed meanwhile: the fingerprints have to stand for what was bundled.
 *
 * @param root the project's directory
 * @param recipe stands for how functions are bundled and laid out
 * @throws BuildFailure where a function does not build
 * @throws Error where a module imports the entry of a function
 */
export async function runBundling(root: string, recipe: string): Promise<BundlingRun> {
  let before: readonly Input[] | undefined
  for (;;) {
    const startMs = Date.now()
    const { code, own } = await bundleTwice(root)
    refuseImportedEntries(code)
    const fingerprints = fingerprintsFrom(new Fingerprints(root, recipe, code, own))
    const inputs = code.modules.map(path => inputOf(root, path))
    const stayed = before?.every(input => isUnchanged(root, input)) ?? false
    if (stayed || inputs.every(([, modifiedMs]) => modifiedMs < startMs))
      return { code, inputs, fingerprints }
    before = inputs
  }
}

/** At the same time, and to the end of both: the first tells what does not build, and the second would repeat it. */
async function bundleTwice(root: string): Promise<{ code: BundledCode; own: BundledCode }> {
  const runs = [
    bundle(root, { splitting: true }),
    bundle(root, { packages: 'external', logLevel: 'silent' }),
  ] as const
  await Promise.allSettled(runs)
  const [code, own] = await Promise.all(runs)
  return { code, own }
}

/** Leaves what esbuild gives in memory, where no other run reads it. */
async function bundle(root: string, options: BuildOptions): Promise<BundledCode> {
  const { build } = await import('esbuild')
  const result = await build({
    ...bundling,
    ...options,
    chunkNames: '[hash]',
    absWorkingDir: root,
    entryPoints: functionNames.map(name => ({ in: entryOf(name), out: serviceName(name) })),
    // Where paths in source maps start: as deep as an asset in cdk.out.
    outdir: join(root, 'cdk.out', 'asset'),
    metafile: true,
    write: false,
  })
  return new BundledCode(result)
}

/** The importer would load the entry under the name that it had before it became `index.mjs`: a second time. */
function refuseImportedEntries(code: BundledCode): void {
  const entries = new Set(functionNames.map(entryOf))
  for (const importer of code.modules) {
    const entry = code.importsOf(importer).find(path => entries.has(path))
    if (entry === undefined) continue
    throw new Error(
      `${importer} imports ${entry}, where a function begins. Move what both need into a module of its own.`,
    )
  }
}

function fingerprintsFrom(fingerprints: Fingerprints): Map<FunctionName, string> {
  return new Map(functionNames.map(name => [name, fingerprints.of(entryOf(name))]))
}
