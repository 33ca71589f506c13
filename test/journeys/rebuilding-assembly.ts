import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { scratchDirectory } from '../scratch.ts'

const run = promisify(execFile)

/** Synthesizes the stacks of a stage that archives its purchases, and has no clickstream. @returns their directory */
export async function rebuildingAssembly(): Promise<string> {
  const directory = scratchDirectory('archiving')
  const { app, context } = JSON.parse(readFileSync('cdk.json', 'utf8'))
  const settings = { ...context, purchasesArchiveDays: 30, clickstream: false }
  await run('sh', ['-c', app], {
    env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify(settings) },
  })
  return directory
}
