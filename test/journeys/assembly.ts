import { join } from 'node:path'

/** Where `test/synthesize-once.mjs` puts the synthesized stacks before the tests. */
export const ASSEMBLY = join(import.meta.dirname, '../../.build/test-assembly')

/** The stage that the app has without any context. */
export const STAGE = 'dev'

/** Where functions keep compiled code from one test file to the next. */
export const COMPILE_CACHE = join(import.meta.dirname, '../../.build/function-compile-cache')
