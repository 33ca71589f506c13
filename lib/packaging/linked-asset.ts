import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** What becomes an asset with `assetHash: fingerprint`. */
interface AssetContents {
  readonly directory: string
  readonly fingerprint: string
}

/**
 * Puts an asset into the assembly by links. The CDK would copy it, ffmpeg's 124 MB as well, but does not where it finds
 * `asset.<SHA-256 of the asset's hash>`; on another file system, it does.
 *
 * @param output the directory of the cloud assembly
 */
export function linkAsset({ directory, fingerprint }: AssetContents, output: string): void {
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
