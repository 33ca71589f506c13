import { join } from 'node:path'

/** Where `write-stage.ts` puts the resources of all stacks before the tests. */
export const STAGE_FILE = join(import.meta.dirname, '../../.build/test-stage.json')
