import { rmSync } from 'node:fs'

/** Runs after all tests. */
export default function removeScratch() {
  rmSync(new URL('../.build/test-scratch', import.meta.url), { recursive: true, force: true })
}
