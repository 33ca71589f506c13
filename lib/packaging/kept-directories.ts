import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

/** Another run, with other sources, may still read directories that this one does not need. */
const KEPT_MS = 3_600_000

/** Marks directories as used now. @returns whether all exist */
export function touch(directories: readonly string[]): boolean {
  const now = new Date()
  try {
    for (const directory of directories) utimesSync(directory, now, now)
    return true
  } catch {
    return false
  }
}

/** Removes directories from `output` that no run has used for an hour, including unfinished ones. */
export function sweep(output: string): void {
  const oldestMs = Date.now() - KEPT_MS
  for (const entry of readdirSync(output, { withFileTypes: true })) {
    const directory = join(output, entry.name)
    const usedMs = statSync(directory, { throwIfNoEntry: false })?.mtimeMs
    if (entry.isDirectory() && usedMs !== undefined && usedMs < oldestMs) remove(directory, output)
  }
}

/** Renames the directory first, so that a directory with the final name is always complete. */
function remove(directory: string, output: string): void {
  const scratch = mkdtempSync(join(output, 'unfinished-'))
  try {
    renameSync(directory, join(scratch, 'unused'))
  } catch {
    // Another run removed it first.
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
