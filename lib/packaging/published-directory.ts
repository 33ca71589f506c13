import { existsSync, renameSync } from 'node:fs'

/**
 * Makes a directory available under its final name, whole or not at all. Another run may have been faster: what it
 * made is the same, and stays.
 */
export function publishDirectory(unfinished: string, directory: string): void {
  try {
    renameSync(unfinished, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
  }
}
