import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { linkFile } from './linked-file.ts'
import { publishDirectory } from './published-directory.ts'

/** The contents of an asset with `assetHash: fingerprint`. */
interface AssetContents {
  readonly directory: string
  readonly fingerprint: string
}

/**
 * Puts an asset into the assembly, complete or not at all, with links, or copies on another file system.
 *
 * If the CDK finds `asset.<SHA-256 of the asset's hash>`, it uses that. Otherwise it would copy the files itself,
 * including ffmpeg's 124 MB, one by one: a killed run would leave a partial copy, which the next run deploys.
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
    publishDirectory(links, asset)
  } finally {
    rmSync(unfinished, { recursive: true })
  }
}

function linkFiles(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const link = join(to, entry.name)
    if (entry.isDirectory()) linkFiles(source, link)
    if (entry.isFile()) linkFile(source, link)
  }
}
