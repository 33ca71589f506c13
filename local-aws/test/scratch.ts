import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'

/** What the tests of one run make and need until its end; `remove-scratch.mjs` removes it then. */
const SCRATCH = join(import.meta.dirname, '..', '.build', 'test-scratch')

/** A directory of one's own, for what is made before any test runs and so has no test that could remove it. */
export function scratchDirectory(name: string): string {
  mkdirSync(SCRATCH, { recursive: true })
  return mkdtempSync(join(SCRATCH, `${name}-`))
}
