import { constants, copyFileSync, linkSync } from 'node:fs'

/** Gives a file a second name, with a hard link, or with a copy on another file system. */
export function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
  }
}
