import type { BuildOptions } from 'esbuild'

/** The esbuild options for every function, without entries and output. */
export const bundling = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // Unused code can be removed from the ES module build of a dependency, but not from the CommonJS build.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  // Stack traces have the source's file and line; the source itself is not deployed.
  sourcemap: 'linked',
  sourcesContent: false,
  // CommonJS dependencies (the X-Ray SDK under Powertools Tracer) call `require`, which ES modules lack.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  // Replaces what is costly: each file says why.
  alias: {
    'cls-hooked/context': './lambda/runtime/xray-context.ts',
    'node:http': './lambda/runtime/node-http.cts',
    'node:process': './lambda/runtime/node-process.cts',
  },
  // tsconfig.json is only for the type checker and must not change bundles.
  tsconfigRaw: '{}',
  logLevel: 'warning',
} satisfies BuildOptions
