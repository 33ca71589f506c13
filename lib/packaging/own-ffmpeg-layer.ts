import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { LayerContents } from './ffmpeg-layer.ts'
import { linkFile } from './linked-file.ts'
import { publishDirectory } from './published-directory.ts'

/**
 * The layer of an ffmpeg that the deployment brings: a directory as it is, and a program as `bin/ffmpeg`.
 *
 * @param output the parent of the layer's directory
 */
export function ownFfmpegLayer(path: string, output: string): LayerContents {
  if (statSync(path).isDirectory())
    return { directory: path, fingerprint: `own-${digestOf(path, filesOf(path))}` }
  const fingerprint = `own-${digestOf(path, [path])}`
  const directory = join(output, `ffmpeg-${fingerprint}`)
  mkdirSync(output, { recursive: true })
  const unfinished = mkdtempSync(join(output, 'unfinished-'))
  try {
    const layer = join(unfinished, 'layer')
    mkdirSync(join(layer, 'bin'), { recursive: true })
    linkFile(path, join(layer, 'bin', 'ffmpeg'))
    publishDirectory(layer, directory)
  } finally {
    rmSync(unfinished, { recursive: true })
  }
  return { directory, fingerprint }
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted()
}

function digestOf(root: string, files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file))
  return hash.digest('hex').slice(0, 24)
}
