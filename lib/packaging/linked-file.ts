import { constants, copyFileSync, linkSync } from 'node:fs'

/** Gives a file another name: by a hard link, or by a copy where the two names lie on different file systems. */
export function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
  }
}
