import { readdirSync } from 'node:fs'
import { CreateFunctionCommand } from '@aws-sdk/client-lambda'
import { DeploymentPackage } from '../../../src/services/lambda/deployment-package.ts'
import { Workspace } from '../../../src/services/lambda/workspace.ts'
import { unzip } from '../../../src/services/lambda/zip-archive.ts'
import { LambdaRig } from './lambda-rig.ts'
import { zip } from './zip.ts'

/** Where the directory entry of the only file begins, and what a field in it has. */
function changed(archive: Buffer, change: (entry: Buffer) => void): Buffer {
  const copy = Buffer.from(archive)
  change(copy.subarray(copy.indexOf('PK\x01\x02', 0, 'latin1')))
  return copy
}

const SIZE = 24
const ONE = zip({ 'index.mjs': 'export {}' })
const KIND = (mode: number) => changed(ONE, entry => entry.writeUInt32LE(mode * 2 ** 16, 38))

/** The archive with the same directory entry many times over: all share one content. */
function shared(archive: Buffer, times: number): Buffer {
  const at = archive.indexOf('PK\x01\x02', 0, 'latin1')
  const endAt = archive.indexOf('PK\x05\x06', 0, 'latin1')
  const end = Buffer.from(archive.subarray(endAt))
  end.writeUInt16LE(times, 10)
  const entries = Array.from({ length: times }, () => archive.subarray(at, endAt))
  return Buffer.concat([archive.subarray(0, at), ...entries, end])
}

function endChanged(change: (end: Buffer) => void): Buffer {
  const copy = Buffer.from(ONE)
  change(copy.subarray(copy.indexOf('PK\x05\x06', 0, 'latin1')))
  return copy
}

/** Text that hardly gets smaller. */
const NOISE = Array.from({ length: 1_000 }, (_, index) =>
  ((index * 2_654_435_761) % 2 ** 32).toString(36),
).join('')

const CORRUPT = 'Could not unzip uploaded file'

/** @own what the reader of archives refuses */
test.each<[string, Buffer, string]>([
  ['a declared size below the real one', changed(ONE, entry => entry.writeUInt32LE(3, SIZE)), CORRUPT],
  ['a declared size above the real one', changed(ONE, entry => entry.writeUInt32LE(300, SIZE)), CORRUPT],
  ['another checksum', changed(ONE, entry => entry.writeUInt32LE(7, 16)), CORRUPT],
  ['stored data that declare no size', changed(ONE, entry => entry.writeUInt16LE(0, 10)), CORRUPT],
  ['files that share their content', shared(zip({ a: NOISE }), 40), CORRUPT],
  ['encryption', changed(ONE, entry => entry.writeUInt16LE(1, 8)), 'an encrypted file: "index.mjs"'],
  ['another compression', changed(ONE, entry => entry.writeUInt16LE(12, 10)), 'another compression method'],
  ['a symbolic link', KIND(0o120777), 'no links or devices: "index.mjs"'],
  ['a device', KIND(0o060777), 'no links or devices'],
  ['the number of a ZIP64 archive', endChanged(end => end.writeUInt16LE(0xffff, 10)), 'ZIP64'],
  ['the offset of a ZIP64 archive', endChanged(end => end.writeUInt32LE(0xffffffff, 16)), 'ZIP64'],
  ['a directory that is not there', endChanged(end => end.writeUInt32LE(9_999, 16)), CORRUPT],
  ['the name .', zip({ '.': '' }), 'a file named "."'],
  ['an empty name', zip({ '': '' }), 'a file named ""'],
  ['a NUL in a name', zip({ 'a\0b': '' }), 'a file named "a\\u0000b"'],
  ['a name of 256 bytes', zip({ ['é'.repeat(128)]: '' }), 'name is too long'],
  ['a path of 1,025 bytes', zip({ [`${'a/'.repeat(512)}b`]: '' }), 'name is too long'],
  ['a file and then a folder', zip({ a: '', 'a/b': '' }), '"a" both as a file and as a folder'],
  ['a folder and then a file', zip({ 'a/b': '', './a': '' }), '"a" both as a file and as a folder'],
  ['a path outside', zip({ 'a/../../b': '' }), 'outside of it: "a/../../b"'],
  ['an absolute path', zip({ '/etc/passwd': '' }), 'outside of it'],
])('an archive with %s is refused', (_, archive, message) => {
  expect(() => unzip(archive)).toThrow(expect.objectContaining({ name: 'InvalidParameterValueException' }))
  expect(() => unzip(archive)).toThrow(message)
})

/** @documented Lambda Developer Guide, Lambda quotas: a deployment package has at most 50 MB zipped and 250 MB unzipped */
test('50 MB zipped and 250 MB unzipped are the limits', () => {
  expect(() => unzip(Buffer.alloc(52_428_801))).toThrow('Zipped size must be smaller than 52428800 bytes')
  const huge = changed(ONE, entry => entry.writeUInt32LE(262_144_001, SIZE))
  expect(() => unzip(huge)).toThrow('Unzipped size must be smaller than 262144000 bytes')
})

/** @own names in archives */
test('names may begin with ./, and folders have entries of their own', () => {
  const files = unzip(zip({ 'src/': '', './src/app.mjs': 'a', 'src//b.mjs': 'b' }))
  expect(files.map(({ name, content }) => [name, content.toString()])).toEqual([
    ['src/app.mjs', 'a'],
    ['src/b.mjs', 'b'],
  ])
})

/** @own nothing is left of a package that cannot be written */
test('a package that the disk refuses leaves nothing behind', () => {
  const workspace = new Workspace()
  const parent = workspace.make('seen')
  const files = [
    { name: 'a', content: Buffer.from('a'), executable: false },
    { name: 'a/b', content: Buffer.from('b'), executable: false },
  ]
  try {
    expect(() => DeploymentPackage.unpacked(workspace, files)).toThrow()
    expect(readdirSync(`${parent}/..`)).toEqual([expect.stringMatching(/^seen-/)])
  } finally {
    workspace.remove()
  }
})

/** @own what the reader of archives refuses */
test('CreateFunction answers 400', async () => {
  const rig = await LambdaRig.started()
  try {
    const refused = rig.functions.send(
      new CreateFunctionCommand({
        FunctionName: 'refused',
        Role: 'arn:aws:iam::000000000000:role/x',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: KIND(0o120777) },
      }),
    )
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      $metadata: { httpStatusCode: 400 },
    })
  } finally {
    await rig.close()
  }
})
