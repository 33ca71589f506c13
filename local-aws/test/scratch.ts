import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Makes a directory for what is made before any test runs and therefore has no test that could remove it. It is removed
 * with the temporary directory of the run.
 */
export function scratchDirectory(name: string): string {
  const scratch = join(tmpdir(), 'scratch')
  mkdirSync(scratch, { recursive: true })
  return mkdtempSync(join(scratch, `${name}-`))
}
