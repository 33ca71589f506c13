import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { BundlingRecord } from './bundling-record.ts'
import { type FunctionName, functionNames } from './functions.ts'

/**
 * Bundles every function in one run of esbuild, to `<output>/<domain>/<function>/index.mjs` and its source map;
 * what is there already stays when nothing that went into it has changed.
 *
 * esbuild works in a process of its own, so that whoever calls this can load the CDK meanwhile.
 *
 * @param root the project's directory
 * @param output the directory that gets a directory for each function
 * @throws BuildFailure where a function does not build; esbuild has then written why to stderr
 */
export async function bundleFunctions(root: string, output: string): Promise<void> {
  const entryPoints = functionNames.map(name => ({ in: entry(name), out: join(name, 'index') }))
  const request = JSON.stringify([bundling, entryPoints])
  const record = new BundlingRecord(root, join(output, 'record.json'))
  if (record.isCurrent(request)) return
  const { build } = await import('esbuild')
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints,
    outdir: output,
  })
  record.write(request, Object.keys(metafile.inputs))
}

/** How every function is bundled; what is bundled, and to where, comes on top. */
export const bundling = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // The ES module build of a dependency drops what is not used; the CommonJS build cannot.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  // Stack traces name the source's file and line; the source itself stays at home.
  sourcemap: 'linked',
  sourcesContent: false,
  // CommonJS dependencies (the X-Ray SDK under Powertools Tracer) call `require`, which an ES module has not.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  // The X-Ray SDK's context, without an async hook on every promise: the file says what that would cost.
  alias: { 'cls-hooked/context': './lambda/runtime/xray-context.ts' },
  logLevel: 'warning',
  metafile: true,
} satisfies BuildOptions

/** Where a function's code begins, from the root. */
function entry(name: FunctionName): string {
  const [domain = '', file] = name.split('/')
  return join('lambda', domain, 'functions', `${file}.ts`)
}
