import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Where the journeys find the synthesized stacks. */
export const ASSEMBLY = new URL('../.build/test-assembly', import.meta.url).pathname

/** Runs before all tests: the app as `cdk deploy` would ship it, with the function bundles. */
export default function synthesize() {
  const { app, context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))
  execFileSync(app, {
    shell: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CDK_OUTDIR: ASSEMBLY, CDK_CONTEXT_JSON: JSON.stringify(context) },
  })
}
