import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratchDirectory } from '../scratch.ts'

/** A stage with canaries. */
export const PRODUCTION = 'production'

const SCRIPT = join(import.meta.dirname, 'synthesize-production.ts')

/**
 * Synthesizes the shop of {@link PRODUCTION} and the stacks that it needs, with the bundles.
 *
 * @returns the directory of the assembly
 */
export async function productionShop(): Promise<string> {
  const settings = scratchDirectory('settings')
  await writeFile(join(settings, `${PRODUCTION}.json`), '{}')
  const assembly = scratchDirectory('production')
  const env = { STAGE: PRODUCTION, STAGE_SETTINGS: settings, CDK_OUTDIR: assembly }
  await promisify(execFile)(process.execPath, [SCRIPT], { env: { ...process.env, ...env } })
  return assembly
}
