import { existsSync, renameSync } from 'node:fs'

/**
 * Publishes a directory under its final name, complete or not at all. If another run was faster, its directory has the
 * same contents and stays.
 */
export function publishDirectory(unfinished: string, directory: string): void {
  try {
    renameSync(unfinished, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
  }
}
