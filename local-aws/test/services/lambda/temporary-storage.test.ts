import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { RealClock } from '../../../src/clock.ts'
import { Workspace } from '../../../src/services/lambda/workspace.ts'
import { LambdaRig } from './lambda-rig.ts'

/*
 * "Each execution environment provides between 512 MB and 10,240 MB … of disk space in the /tmp directory. The
 * directory content remains when the execution environment is frozen, providing a transient cache that can be used
 * for multiple invocations." (Lambda execution environment lifecycle)
 */

let rig: LambdaRig<RealClock>

beforeAll(async () => {
  rig = await LambdaRig.on(new RealClock())
})
afterAll(() => rig.close())

/** Remembers events in a file. */
const NOTEBOOK = `
  import { appendFileSync, readFileSync } from 'node:fs'
  import { tmpdir } from 'node:os'
  import { join } from 'node:path'
  export const handler = async note => {
    const file = join(tmpdir(), 'notes')
    appendFileSync(file, note)
    return { directory: tmpdir(), notes: readFileSync(file, 'utf8'), pid: process.pid }
  }`

interface Notebook {
  directory: string
  notes: string
  pid: number
}

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: "The directory content remains when
 *   the execution environment is frozen, providing a transient cache that can be used for multiple
 *   invocations."
 */
test('what an environment has written stays for its next invocation, and goes with it', async () => {
  await rig.deploy('notebook', NOTEBOOK)
  const { payload: first } = await rig.invoke<Notebook>('notebook', 'a')
  const { payload: second } = await rig.invoke<Notebook>('notebook', 'b')
  expect(second).toEqual({ ...first, notes: 'ab' })

  process.kill(first.pid, 'SIGKILL')
  while (existsSync(first.directory)) await new Promise(resolve => setImmediate(resolve))
  const { payload: third } = await rig.invoke<Notebook>('notebook', 'c')
  expect(third.notes).toBe('c')
  expect(third.directory).not.toBe(first.directory)
})

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: each environment has a /tmp directory
 *   of its own
 */
test('each environment has a directory of its own, below one of this process', async () => {
  await rig.deploy('notebook-1', NOTEBOOK)
  await rig.deploy('notebook-2', NOTEBOOK)
  const { payload: one } = await rig.invoke<Notebook>('notebook-1', 'a')
  const { payload: other } = await rig.invoke<Notebook>('notebook-2', 'b')
  expect(one.directory).not.toBe(other.directory)
  const parent = join(tmpdir(), `local-aws-${hostname()}-${process.pid}`)
  for (const { directory } of [one, other]) expect(directory.startsWith(`${parent}/`)).toBe(true)
})

describe('who writes more than EphemeralStorage allows', () => {
  const WAYS = {
    writeFile: `const { writeFile } = await import('node:fs/promises')
      for (let n = 0; n < 9; n++) await writeFile(join(tmpdir(), 'file' + n), chunk)`,
    'a stream': `const { createWriteStream } = await import('node:fs')
      const { pipeline } = await import('node:stream/promises')
      await pipeline(function* () { for (let n = 0; n < 9; n++) yield chunk }, createWriteStream(join(tmpdir(), 'file')))`,
    'a file handle': `const { open } = await import('node:fs/promises')
      const file = await open(join(tmpdir(), 'file'), 'w')
      try { for (let n = 0; n < 9; n++) await file.write(chunk) } finally { await file.close() }`,
    writeFileSync: `const { writeFileSync } = await import('node:fs')
      for (let n = 0; n < 9; n++) writeFileSync(join(tmpdir(), 'file' + n), chunk)`,
    'a callback': `const { writeFile } = await import('node:fs')
      const { promisify } = await import('node:util')
      for (let n = 0; n < 9; n++) await promisify(writeFile)(join(tmpdir(), 'file' + n), chunk)`,
  }

  // One function for all: most of its directory is filled once.
  beforeAll(async () => {
    const ways = Object.entries(WAYS).map(([way, writes]) => `'${way}': async () => { ${writes} }`)
    await rig.deploy(
      'writer',
      `import { readdirSync, rmSync, writeFileSync } from 'node:fs'
       import { tmpdir } from 'node:os'
       import { join } from 'node:path'
       const chunk = Buffer.alloc(64 * 1024 * 1024)
       const ways = { ${ways.join()} }
       for (let n = 0; n < 7; n++) writeFileSync(join(tmpdir(), 'kept' + n), chunk)
       const clear = () => {
         const names = readdirSync(tmpdir()).filter(name => !name.startsWith('kept'))
         for (const name of names) rmSync(join(tmpdir(), name))
         return names
       }
       export const handler = async way => {
         try {
           await ways[way]()
         } catch (error) {
           const { code, errno, syscall, message } = error
           const written = clear()
           writeFileSync(join(tmpdir(), 'after'), chunk)
           clear()
           return { code, errno, syscall, message, written: written.length > 0 }
         }
       }`,
      { MemorySize: 1024, Timeout: 60 },
    )
  })

  /**
   * @documented Lambda Developer Guide, Execution environment lifecycle: "Each execution environment provides
   *   between 512 MB and 10,240 MB … of disk space in the /tmp directory"
   */
  test.each(Object.keys(WAYS))('by %s meets ENOSPC, as on Lambda, and can make room', async way => {
    expect(await rig.invoke('writer', way)).toMatchObject({
      functionError: undefined,
      payload: {
        code: 'ENOSPC',
        errno: -28,
        syscall: 'write',
        message: 'ENOSPC: no space left on device, write',
        written: true,
      },
    })
  })

  /** @own what fills the temporary directory from outside of Node */
  test('by another program is ended, with an error that names the limit', async () => {
    await rig.deploy(
      'by-program',
      `import { spawn } from 'node:child_process'
       export const handler = async big => {
         if (!big) return process.env.TMPDIR
         await new Promise(done => spawn('dd', ['if=/dev/zero', 'of=' + process.env.TMPDIR + '/file', 'bs=1M', 'count=600']).on('exit', done))
         await new Promise(resolve => setTimeout(resolve, 30_000))
       }`,
      { Timeout: 60 },
    )
    const { payload: directory } = await rig.invoke<string>('by-program', false)
    expect(await rig.invoke('by-program', true)).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: \S+ Error: Runtime exited: \d+ MB were written to the temporary directory, and EphemeralStorage is 512 MB .*ENOSPC/,
        ),
      },
    })
    // The next finds a new environment, with all of its room.
    expect((await rig.invoke<string>('by-program', false)).payload).not.toBe(directory)
    while (existsSync(directory)) await new Promise(resolve => setImmediate(resolve))
  })

  /**
   * @documented Lambda API Reference, EphemeralStorage: "The size of the function's /tmp directory in MB."
   */
  test('may have more: EphemeralStorage', async () => {
    await rig.deploy(
      'roomy',
      `import { writeFileSync } from 'node:fs'
       export const handler = async () => {
         for (let n = 0; n < 9; n++) writeFileSync(process.env.TMPDIR + '/' + n, Buffer.alloc(64 * 1024 * 1024))
         return 'all'
       }`,
      { EphemeralStorage: { Size: 600 }, MemorySize: 1024, Timeout: 60 },
    )
    expect(await rig.invoke('roomy')).toMatchObject({ payload: 'all' })
  })
})

/** @own the limit of the temporary directory */
test('devices, pipes and logs are not limited', async () => {
  await rig.deploy(
    'outside',
    `import { writeSync, openSync } from 'node:fs'
     export const handler = async () => {
       const chunk = Buffer.alloc(64 * 1024 * 1024)
       const nothing = openSync('/dev/null', 'w')
       for (let n = 0; n < 12; n++) writeSync(nothing, chunk)
       console.log('still here')
       return 'all'
     }`,
    { MemorySize: 1024, Timeout: 60 },
  )
  expect(await rig.invoke('outside')).toMatchObject({ payload: 'all' })
  expect(rig.logged('/aws/lambda/outside').join()).toContain('still here')
})

/** @own what a killed local AWS left */
describe('what a killed local AWS left', () => {
  const leftBy = (pid: number) => join(tmpdir(), `local-aws-${hostname()}-${pid}`)
  /** Above what Linux gives out. */
  const NOBODY = 2 ** 22 + 1

  test('is removed by the next; what belongs to one that lives is not', async () => {
    await mkdir(join(leftBy(NOBODY), 'lambda-x', 'tmp-x'), { recursive: true })
    await mkdir(join(leftBy(process.ppid), 'lambda-x'), { recursive: true })
    const workspace = new Workspace()
    workspace.make('tmp')
    while (existsSync(leftBy(NOBODY))) await new Promise(resolve => setImmediate(resolve))
    expect(existsSync(leftBy(process.ppid))).toBe(true)
    await rm(leftBy(process.ppid), { recursive: true })
    workspace.remove()
  })

  test('a workspace that is removed leaves nothing', () => {
    const workspace = new Workspace()
    const directory = workspace.make('tmp')
    expect(existsSync(directory)).toBe(true)
    workspace.remove()
    expect(existsSync(directory)).toBe(false)
    expect(readdirSync(tmpdir())).toEqual(expect.not.arrayContaining([directory]))
  })
})
