import { statSync } from 'node:fs'
import { join } from 'node:path'

/** A file at the time of reading: its path from the root, its modification time in ms, and its size in bytes. */
export type Input = readonly [path: string, modifiedMs: number, bytes: number]

/** @throws Error if there is no such file */
export function inputOf(root: string, path: string): Input {
  const { mtimeMs, size } = statSync(join(root, path))
  return [path, mtimeMs, size]
}

/** Compares modification time and size. */
export function isUnchanged(root: string, [path, modifiedMs, bytes]: Input): boolean {
  const now = statSync(join(root, path), { throwIfNoEntry: false })
  return now?.mtimeMs === modifiedMs && now.size === bytes
}
