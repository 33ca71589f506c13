import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import openTemporaryRoot from './temporary-root.mjs'

const run = promisify(execFile)

/** Where the journeys find the synthesized stacks. */
export const ASSEMBLY = new URL('../.build/test-assembly', import.meta.url).pathname

/** Writes the resources that the tests of the stacks look at. */
const WRITE_STAGE = new URL('lib/write-stage.ts', import.meta.url).pathname

/** Runs before all tests. */
export default async function synthesizeOnce() {
  openTemporaryRoot()
  await Promise.all([synthesize(), run(process.execPath, [WRITE_STAGE])])
}

/** The app as `cdk deploy` would ship it, with the function bundles. */
async function synthesize() {
  const { app, context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))
  const env = { ...process.env, CDK_OUTDIR: ASSEMBLY, CDK_CONTEXT_JSON: JSON.stringify(context) }
  await run(app, { shell: true, env })
}
