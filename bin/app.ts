import { readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { bundleFunctions } from '../lib/packaging/bundling.ts'
import { prepareFfmpegLayer } from '../lib/packaging/ffmpeg-layer.ts'

const root = join(import.meta.dirname, '..')
const functions = join(root, '.build', 'functions')
const layers = join(root, '.build', 'layers')

enableCompileCache(join(root, '.build', 'compile-cache'))

try {
  // esbuild, and npm where ffmpeg must be fetched, run in processes of their own while this one loads the CDK.
  const [{ synthesize }, ffmpeg, bundles] = await Promise.all([
    import('../lib/synthesis.ts'),
    prepareFfmpegLayer(root, layers),
    bundleFunctions(root, functions),
  ])
  synthesize({
    bundles,
    ffmpeg,
    context: contextOfCdkJson(),
    settings: join(root, 'config'),
    output: process.env.CDK_OUTDIR ?? join(root, 'cdk.out'),
    cli: cliEnvironment(),
  })
} catch (error) {
  process.exitCode = 1
  report(error)
}

/** The CLI hands over the context of cdk.json itself; without it, `node bin/app.ts` has the same. */
function contextOfCdkJson(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context
}

/** Undefined where the CDK CLI has not started the app. */
function cliEnvironment(): { account?: string; region?: string } | undefined {
  const { CDK_CLI_VERSION, CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env
  return CDK_CLI_VERSION === undefined ? undefined : { account, region }
}

/** A refusal is told by its message alone; esbuild has already told what does not build. */
function report(error: unknown): void {
  if (!(error instanceof Error)) return console.error(error)
  if (error.name === 'ConfigError' || error.name === 'RefusedError') return console.error(error.message)
  if (!('errors' in error && 'warnings' in error)) console.error(error)
}
