import { readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')
const functions = join(root, '.build', 'functions')
const layers = join(root, '.build', 'layers')

enableCompileCache(join(root, '.build', 'compile-cache'))

try {
  // Only what is imported from here on comes from the compile cache, without its types.
  const [{ bundleFunctions }, { prepareFfmpegLayer }] = await Promise.all([
    import('../lib/packaging/bundling.ts'),
    import('../lib/packaging/ffmpeg-layer.ts'),
  ])
  // esbuild, and npm if it must fetch ffmpeg, run in separate processes while this one loads the CDK. They start first,
  // because loading the CDK blocks this process.
  const [{ synthesize }, ffmpeg, bundles] = await Promise.all([
    setImmediate().then(() => import('../lib/synthesis.ts')),
    prepareFfmpegLayer(root, layers),
    bundleFunctions(root, functions),
  ])
  synthesize({
    bundles,
    ffmpeg,
    layers,
    context: contextOfCdkJson(),
    settings: join(root, 'config'),
    output: process.env.CDK_OUTDIR ?? join(root, 'cdk.out'),
    cli: cliEnvironment(),
  })
} catch (error) {
  process.exitCode = 1
  report(error)
}

/** The CLI passes the context of cdk.json; this gives `node bin/app.ts` the same context without the CLI. */
function contextOfCdkJson(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context
}

/** Undefined if the CDK CLI did not start the app. */
function cliEnvironment(): { account?: string; region?: string } | undefined {
  const { CDK_CLI_VERSION, CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env
  return CDK_CLI_VERSION === undefined ? undefined : { account, region }
}

/** Prints only the message of a refusal, and nothing for a build failure, which esbuild has already printed. */
function report(error: unknown): void {
  if (!(error instanceof Error)) return console.error(error)
  if (error.name === 'ConfigError' || error.name === 'RefusedError') return console.error(error.message)
  if (!('errors' in error && 'warnings' in error)) console.error(error)
}
