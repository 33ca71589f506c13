import { statSync } from 'node:fs'
import { join } from 'node:path'

/** A file as it was when it was read: path from the root, time of its last change in ms, size in bytes. */
export type Input = readonly [path: string, modifiedMs: number, bytes: number]

/** @throws Error where there is no such file */
export function inputOf(root: string, path: string): Input {
  const { mtimeMs, size } = statSync(join(root, path))
  return [path, mtimeMs, size]
}

/** Goes by time and size, as `make` does by time. */
export function isUnchanged(root: string, [path, modifiedMs, bytes]: Input): boolean {
  const now = statSync(join(root, path), { throwIfNoEntry: false })
  return now?.mtimeMs === modifiedMs && now.size === bytes
}
