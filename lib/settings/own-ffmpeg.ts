import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { linuxProgram } from '../packaging/linux-program.ts'
import type { Setting } from './setting.ts'

/** An ffmpeg of the deployment's own: a layer that exists, or files for one. */
export type OwnFfmpeg =
  | { readonly layerArn: string }
  | {
      /** The program, or the directory that becomes `/opt`. */
      readonly path: string
      readonly processor: 'x86_64' | 'arm64'
    }

const LAYER_ARN = /^arn:aws[\w-]*:lambda:[a-z]{2,4}(-[a-z]+)+-\d:\d{12}:layer:[\w-]{1,140}:\d+$/

/**
 * What the setting `ffmpeg` names.
 *
 * @throws ConfigError for what Lambda could not run
 */
export function ownFfmpeg(setting: Setting | undefined): OwnFfmpeg | undefined {
  if (setting === undefined) return undefined
  const { value } = setting
  if (typeof value !== 'string' || value === '') return setting.refuse(FORMS)
  if (value.startsWith('arn:')) {
    if (LAYER_ARN.test(value)) return { layerArn: value }
    return setting.refuse(
      'Use the ARN of a layer version: arn:aws:lambda:<region>:<account>:layer:<name>:<version>.',
    )
  }
  const path = resolve(value)
  if (!existsSync(path)) return setting.refuse(`There is no such file. ${FORMS}`)
  return statSync(path).isDirectory() ? inDirectory(setting, path) : asProgram(setting, path)
}

const FORMS =
  'Use the path of an ffmpeg for Linux, the path of a directory with bin/ffmpeg, or the ARN of a layer version.'

function inDirectory(setting: Setting, path: string): OwnFfmpeg {
  const program = join(path, 'bin', 'ffmpeg')
  if (!existsSync(program)) {
    return setting.refuse(
      'The directory has no bin/ffmpeg, which Lambda would find on its PATH as /opt/bin/ffmpeg.',
    )
  }
  return { path, processor: checked(setting, program).processor }
}

function asProgram(setting: Setting, path: string): OwnFfmpeg {
  const { processor, libraries } = checked(setting, path)
  const others = libraries.filter(name => !GIVEN.test(name))
  if (others.length === 0) return { path, processor }
  return setting.refuse(
    `The program needs ${others.slice(0, 3).join(', ')}${others.length > 3 ? '…' : ''}, which Lambda lacks. Use a build ` +
      'that is linked with glibc alone, or a directory with bin/ffmpeg and its libraries in lib.',
  )
}

/** The libraries of glibc and of GCC, which Lambda's Amazon Linux has: its Node.js needs them. */
const GIVEN = /^(ld-linux-[\w-]+|lib(c|m|mvec|pthread|dl|rt|resolv|util|gcc_s|stdc\+\+))\.so\.\d+$/

function checked(setting: Setting, program: string): NonNullable<ReturnType<typeof linuxProgram>> {
  if (!isExecutable(program)) return setting.refuse(`${program} may not be executed: chmod +x it.`)
  return (
    linuxProgram(program) ??
    setting.refuse(`${program} is no program for Linux on x86_64 or arm64, which are what Lambda runs.`)
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
