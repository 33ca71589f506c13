import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { LayerContents } from './ffmpeg-layer.ts'

/**
 * Puts a layer into the assembly by links. The CDK would copy its 124 MB, but does not where it finds
 * `asset.<SHA-256 of the asset's hash>`; on another file system, it does.
 *
 * @param output the directory of the cloud assembly
 */
export function linkAsset({ directory, fingerprint }: LayerContents, output: string): void {
  const asset = join(output, `asset.${createHash('sha256').update(fingerprint).digest('hex')}`)
  if (existsSync(asset)) return
  mkdirSync(output, { recursive: true })
  const unfinished = mkdtempSync(join(output, 'unfinished-'))
  try {
    const links = join(unfinished, 'links')
    linkFiles(directory, links)
    renameSync(links, asset)
  } catch {
    // The CDK copies, or another run was faster.
  } finally {
    rmSync(unfinished, { recursive: true })
  }
}

function linkFiles(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const link = join(to, relative(from, file))
    mkdirSync(dirname(link), { recursive: true })
    linkSync(file, link)
  }
}
