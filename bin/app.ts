import { readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { bundleFunctions } from '../lib/bundling.ts'

const root = join(import.meta.dirname, '..')
const bundles = join(root, '.build', 'functions')

enableCompileCache(join(root, '.build', 'compile-cache'))

try {
  // esbuild runs in a process of its own while this one loads the CDK.
  const [{ synthesize }] = await Promise.all([import('../lib/synthesis.ts'), bundleFunctions(root, bundles)])
  synthesize({
    bundles,
    context: contextOfCdkJson(),
    output: process.env.CDK_OUTDIR ?? join(root, 'cdk.out'),
    // They take longer than all the rest, so they run where something is about to be deployed: under the CLI.
    cdkRules: process.env.CDK_CLI_VERSION !== undefined,
  })
} catch (error) {
  process.exitCode = 1
  report(error)
}

/** The CLI hands over the context of cdk.json itself; without it, `node bin/app.ts` has the same. */
function contextOfCdkJson(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context
}

/** A refusal is told by its message alone; esbuild has already told what does not build. */
function report(error: unknown): void {
  if (!(error instanceof Error)) return console.error(error)
  if (error.name === 'ConfigError' || error.name === 'RefusedError') return console.error(error.message)
  if (!('errors' in error && 'warnings' in error)) console.error(error)
}
