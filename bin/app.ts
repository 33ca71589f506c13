import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleFunctions } from '../lib/bundling.ts'

const root = join(import.meta.dirname, '..')
const bundles = join(root, '.build', 'functions')

try {
  // esbuild runs in a process of its own while this one loads the CDK.
  const [{ synthesize }] = await Promise.all([import('../lib/synthesis.ts'), bundleFunctions(root, bundles)])
  synthesize({
    bundles,
    context: contextOfCdkJson(),
    output: process.env.CDK_OUTDIR ?? join(root, 'cdk.out'),
  })
} catch (error) {
  process.exitCode = 1
  report(error)
}

/** The CLI hands over the context of cdk.json itself; without it, `node bin/app.ts` has the same. */
function contextOfCdkJson(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context
}

/** A refusal is told by its message alone; esbuild and the validations have already told theirs. */
function report(error: unknown): void {
  const names = ['ConfigError', 'RefusedError', 'ValidationFailed']
  console.error(error instanceof Error && names.includes(error.name) ? error.message : error)
}
