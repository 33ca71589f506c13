import type { BuildOptions } from 'esbuild'

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
  // CommonJS dependencies (the X-Ray SDK under Powertools Tracer) call `require`, which ES modules lack.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  // The X-Ray SDK's context, without an async hook on every promise: the file says what that would cost.
  alias: { 'cls-hooked/context': './lambda/runtime/xray-context.ts' },
  // What tsconfig.json tells the type checker changes no bundle.
  tsconfigRaw: '{}',
  logLevel: 'warning',
} satisfies BuildOptions
