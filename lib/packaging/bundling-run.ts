import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { BundledCode } from './bundled-code.ts'
import { bundling } from './bundling-options.ts'
import { Fingerprints } from './fingerprints.ts'
import { entryOf, type FunctionName, functionNames, serviceName } from './functions.ts'
import { type Input, inputOf, isUnchanged } from './input.ts'

/** The output of a bundling run, and its inputs. */
export interface BundlingRun {
  readonly code: BundledCode
  readonly inputs: readonly Input[]
  readonly fingerprints: ReadonlyMap<FunctionName, string>
}

/**
 * Bundles all functions, and repeats this if a source changed meanwhile, because the fingerprints must match the
 * bundled code.
 *
 * @param root the project's directory
 * @param recipe identifies how functions are bundled and laid out
 * @throws BuildFailure if a function does not build
 * @throws Error if a module imports the entry of a function
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

/** Runs both in parallel and waits for both: the first reports build errors, which the second would repeat. */
async function bundleTwice(root: string): Promise<{ code: BundledCode; own: BundledCode }> {
  const runs = [
    bundle(root, { splitting: true }),
    bundle(root, { packages: 'external', logLevel: 'silent' }),
  ] as const
  await Promise.allSettled(runs)
  const [code, own] = await Promise.all(runs)
  return { code, own }
}

/** Keeps the output of esbuild in memory, where no other run reads it. */
async function bundle(root: string, options: BuildOptions): Promise<BundledCode> {
  const { build } = await import('esbuild')
  const result = await build({
    ...bundling,
    ...options,
    chunkNames: '[hash]',
    absWorkingDir: root,
    entryPoints: functionNames.map(name => ({ in: entryOf(name), out: serviceName(name) })),
    // The base of paths in source maps: as deep as an asset in cdk.out.
    outdir: join(root, 'cdk.out', 'asset'),
    metafile: true,
    write: false,
  })
  return new BundledCode(result)
}

/** The importer would load the entry a second time, under its name before it became `index.mjs`. */
function refuseImportedEntries(code: BundledCode): void {
  const entries = new Set(functionNames.map(entryOf))
  for (const [importer, imported] of code.imports) {
    const entry = imported.find(path => entries.has(path))
    if (entry === undefined) continue
    throw new Error(
      `${importer} imports ${entry}, the entry of a function. Move what both need into a separate module.`,
    )
  }
}

function fingerprintsFrom(fingerprints: Fingerprints): Map<FunctionName, string> {
  return new Map(functionNames.map(name => [name, fingerprints.of(entryOf(name))]))
}
