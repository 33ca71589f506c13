import { createHash } from 'node:crypto'
import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linkAsset } from '../../../lib/packaging/linked-asset.ts'

const asset = `asset.${createHash('sha256').update('fingerprint').digest('hex')}`
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'asset-'))
  mkdirSync(join(root, 'layer', 'bin'), { recursive: true })
  writeFileSync(join(root, 'layer', 'LICENSE'), 'GPL')
  writeFileSync(join(root, 'layer', 'bin', 'ffmpeg'), '#!/bin/sh', { mode: 0o755 })
})
afterEach(() => {
  jest.restoreAllMocks()
  rmSync(root, { recursive: true })
})

const output = () => join(root, 'cdk.out')
const link = () => linkAsset({ directory: join(root, 'layer'), fingerprint: 'fingerprint' }, output())
const inOutput = (...path: string[]) => join(output(), asset, ...path)

/** What links answer where the two names lie on different file systems. */
function otherFileSystem(): void {
  jest.spyOn(fs, 'linkSync').mockImplementation(() => {
    throw Object.assign(new Error('cross-device link not permitted'), { code: 'EXDEV' })
  })
}

test('is in the assembly by links, under the name by which the CDK looks for it', () => {
  link()
  expect(readdirSync(output())).toEqual([asset])
  expect(statSync(inOutput('bin', 'ffmpeg')).ino).toBe(statSync(join(root, 'layer', 'bin', 'ffmpeg')).ino)
})

test('is a copy on another file system, with programs that may be run', () => {
  otherFileSystem()
  link()
  expect(readdirSync(output())).toEqual([asset])
  expect(readFileSync(inOutput('LICENSE'), 'utf8')).toBe('GPL')
  expect(statSync(inOutput('bin', 'ffmpeg'))).toMatchObject({ nlink: 1, mode: 0o100755 })
})

test('is not there in part: the CDK would deploy that, and never complete it', () => {
  otherFileSystem()
  jest
    .spyOn(fs, 'copyFileSync')
    .mockImplementationOnce((_, to) => writeFileSync(to, 'GP'))
    .mockImplementationOnce(() => {
      throw new Error('no space left on device')
    })
  expect(link).toThrow('no space left on device')
  expect(readdirSync(output())).toEqual([])
})

test('is left as it is where another run has put it there', () => {
  link()
  writeFileSync(join(root, 'layer', 'another'), '')
  link()
  expect(readdirSync(inOutput()).toSorted()).toEqual(['LICENSE', 'bin'])
})
