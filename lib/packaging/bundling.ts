import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundledCode } from './bundled-code.ts'
import { bundling } from './bundling-options.ts'
import { BundlingRecord } from './bundling-record.ts'
import { runBundling } from './bundling-run.ts'
import { FunctionDirectories } from './function-directories.ts'
import { entryOf, type FunctionName, functionNames, serviceName } from './functions.ts'
import { sweep, touch } from './kept-directories.ts'

/** A function's code. */
export interface Bundle {
  /** Contains an `index.mjs` that exports `handler`, the files that it loads, and nothing else. */
  readonly directory: string
  /** Identifies the function's sources: changes when they do. */
  readonly fingerprint: string
}

export type Bundles = ReadonlyMap<FunctionName, Bundle>

/**
 * Bundles every function in one run of esbuild, each into a directory `<output>/<domain>-<function>-<fingerprint>`. The
 * run is skipped if no input has changed since the last one.
 *
 * esbuild works in a separate process, so the caller can load the CDK meanwhile.
 *
 * @param root the project's directory
 * @param output the parent of the functions' directories
 * @throws BuildFailure if a function does not build; esbuild has then printed the reason to stderr
 * @throws Error if a module imports the entry of a function
 */
export async function bundleFunctions(root: string, output: string): Promise<Bundles> {
  const record = new BundlingRecord(root, join(output, 'record.json'))
  const recipe = recipeIn(root)
  const request = JSON.stringify([recipe, functionNames])
  const recorded = record.fingerprints(request)
  if (recorded) {
    const bundles = bundlesOf(new Map(recorded), output)
    if (touch(directoriesOf(bundles))) return bundles
  }
  // esbuild is written in Go. Without garbage collection it takes a third less processor time, and 100 MB more.
  process.env.GOGC ??= 'off'
  const { code, inputs, fingerprints } = await runBundling(root, recipe)
  const bundles = bundlesOf(fingerprints, output)
  publish(code, bundles, output)
  touch(directoriesOf(bundles))
  record.write({ request, inputs, fingerprints: [...fingerprints] })
  sweep(output)
  return bundles
}

/** Identifies how functions are bundled and laid out: the options, esbuild's version, and the code that uses both. */
function recipeIn(root: string): string {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const sources = ['bundled-code.ts', 'bundling-run.ts', 'fingerprints.ts', 'function-directories.ts'].map(
    file => hash('sha256', readFileSync(join(import.meta.dirname, file))),
  )
  return JSON.stringify([bundling, dependencies.esbuild, sources])
}

function bundlesOf(fingerprints: ReadonlyMap<FunctionName, string>, output: string): Bundles {
  return new Map(
    [...fingerprints].map(([name, fingerprint]) => {
      const directory = join(output, `${serviceName(name)}-${fingerprint.slice(0, 16)}`)
      return [name, { directory, fingerprint }]
    }),
  )
}

function directoriesOf(bundles: Bundles): string[] {
  return [...bundles.values()].map(({ directory }) => directory)
}

function publish(code: BundledCode, bundles: Bundles, output: string): void {
  const directories = new FunctionDirectories(code, output)
  try {
    for (const [name, { directory }] of bundles) {
      if (!existsSync(directory)) directories.publish(entryOf(name), directory)
    }
  } finally {
    directories.close()
  }
}
