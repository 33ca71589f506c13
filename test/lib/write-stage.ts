import { writeFileSync } from 'node:fs'
import { allResources, appWith } from './app-of-stage.ts'
import { STAGE_FILE } from './stage-file.ts'

/*
 * `test/synthesize-once.mjs` runs this before all tests: most tests of the stacks look at the same resources, and need
 * neither to synthesize them nor to load the CDK.
 */
writeFileSync(
  STAGE_FILE,
  JSON.stringify(allResources(appWith({ experiments: true, purchasesArchiveDays: 90 }))),
)
