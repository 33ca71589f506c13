import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A function with the SDK takes about 600 KB, and each change of its code adds as much. */
const MAX_BYTES = 128 * 1024 * 1024

/**
 * Prepares a directory in which environments keep compiled code for those that start later (`enableCompileCache` of
 * `node:module`). Node.js never removes a file from it, so it is emptied once it has grown too large.
 */
export function trimCompileCache(directory: string): void {
  try {
    if (sizeOf(directory) > MAX_BYTES) rmSync(directory, { recursive: true })
  } catch {
    // It does not exist yet, or another local AWS writes to it: then a later start empties it.
  }
}

function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).reduce(
    (total, name) => total + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
