import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

/** Another run, of other sources, may be reading what this one does not need. */
const KEPT_MS = 3_600_000

/** Marks directories as used now. @returns whether all are there */
export function touch(directories: readonly string[]): boolean {
  const now = new Date()
  try {
    for (const directory of directories) utimesSync(directory, now, now)
    return true
  } catch {
    return false
  }
}

/** Removes from `output` the directories that no run has used for an hour, unfinished ones as well. */
export function sweep(output: string): void {
  const oldestMs = Date.now() - KEPT_MS
  for (const entry of readdirSync(output, { withFileTypes: true })) {
    const directory = join(output, entry.name)
    const usedMs = statSync(directory, { throwIfNoEntry: false })?.mtimeMs
    if (entry.isDirectory() && usedMs !== undefined && usedMs < oldestMs) remove(directory, output)
  }
}

/** Takes its name away first: where the next run finds the name, the directory is whole. */
function remove(directory: string, output: string): void {
  const scratch = mkdtempSync(join(output, 'unfinished-'))
  try {
    renameSync(directory, join(scratch, 'unused'))
  } catch {
    // Another run was faster.
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
