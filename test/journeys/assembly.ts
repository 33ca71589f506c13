import { join } from 'node:path'

/** Where `test/synthesize-once.mjs` puts the synthesized stacks before the tests. */
export const ASSEMBLY = join(import.meta.dirname, '../../.build/test-assembly')

/** The stage that the app has without any context. */
export const STAGE = 'dev'
