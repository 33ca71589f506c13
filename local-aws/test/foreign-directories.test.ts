import { execFile } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/*
 * All users of a machine may make files in its temporary directory, under names that they can guess.
 */

const SOURCES = join(import.meta.dirname, '../src')
/** Above what Linux gives out. */
const NOBODY = 2 ** 22 + 1

let machine: string
let temporary: string
let home: string
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'machine-'))
  temporary = join(machine, 'tmp')
  home = join(machine, 'home')
  for (const directory of [temporary, home]) mkdirSync(directory)
  chmodSync(home, 0o755)
  writeFileSync(join(home, 'notes.txt'), 'mine')
})
afterEach(() => rmSync(machine, { recursive: true }))

/** Runs `source` in a process with that temporary directory. */
async function run(source: string): Promise<string> {
  const imports = `
    import fs from 'node:fs'
    import os from 'node:os'
    import { join } from 'node:path'
    const { clearAbandoned, makeTemporaryDirectory } = await import(${JSON.stringify(join(SOURCES, 'process-directory.ts'))})
    const { announce } = await import(${JSON.stringify(join(SOURCES, 'running.ts'))})
    const ofProcess = join(os.tmpdir(), 'local-aws-' + os.hostname() + '-' + process.pid)
    const running = { endpoint: 'http://127.0.0.1:1', region: 'x', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }`
  const args = ['--input-type=module', '--eval', `${imports}\n${source}`]
  const env = { ...process.env, TMPDIR: temporary }
  return (await promisify(execFile)(process.execPath, args, { env })).stdout
}

const announcements = () => join(temporary, `local-aws-${process.getuid?.()}`)

/** @own the file by which tools find it */
test('a link instead of the directory of announcements: nothing is announced, removed or changed there', async () => {
  symlinkSync(home, announcements())

  const during = await run(`
    const conceal = announce(running)
    console.log(fs.readdirSync(${JSON.stringify(home)}).join())
    conceal()`)

  expect(during.trim()).toBe('notes.txt')
  expect(readdirSync(home)).toEqual(['notes.txt'])
  expect(statSync(home).mode & 0o777).toBe(0o755)
})

/** @own the file by which tools find it */
test('only announcements of processes that ended are removed', async () => {
  mkdirSync(announcements())
  for (const name of [`${NOBODY}.json`, 'notes.txt']) writeFileSync(join(announcements(), name), '{}')

  await run('announce(running)()')

  expect(readdirSync(announcements())).toEqual(['notes.txt'])
})

/** @own temporary directories */
test('a link instead of the directory of a process: nothing is made there, and the error says so', async () => {
  const message = await run(`
    fs.symlinkSync(${JSON.stringify(home)}, ofProcess)
    try { makeTemporaryDirectory('lambda') } catch (error) { console.log(error.message) }`)

  expect(message).toMatch(/^The temporary directory .+ belongs to another user, or is no directory/)
  expect(readdirSync(home)).toEqual(['notes.txt'])
})

/** @own temporary directories */
test('the directory of a process is for its user alone', async () => {
  const mode = await run(`
    makeTemporaryDirectory('lambda')
    console.log((fs.statSync(ofProcess).mode & 0o777).toString(8))`)

  expect(mode.trim()).toBe('700')
})

/** @own temporary directories */
test('a link instead of what a killed process left stays', async () => {
  symlinkSync(home, join(temporary, `local-aws-${hostname()}-${NOBODY}`))

  await run('clearAbandoned()')

  expect(readdirSync(temporary)).toHaveLength(1)
  expect(readdirSync(home)).toEqual(['notes.txt'])
})
