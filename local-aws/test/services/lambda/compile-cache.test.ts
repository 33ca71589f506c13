import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LambdaRig } from './lambda-rig.ts'

/** A function that returns what it and a program that it starts see of a cache. */
const SOURCE = `
  import { getCompileCacheDir } from 'node:module'
  import { execFileSync } from 'node:child_process'
  export const handler = async () => ({
    directory: getCompileCacheDir(),
    variable: 'NODE_COMPILE_CACHE' in process.env,
    child: execFileSync(process.execPath, ['-p', "require('node:module').getCompileCacheDir() ?? 'none'"]).toString().trim(),
  })`

const DAMAGE = 'damaged'

let directory: string
let rig: LambdaRig | undefined

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'compile-cache-'))
})
afterEach(async () => {
  await rig?.close()
  rig = undefined
  rmSync(directory, { recursive: true, force: true })
})

/** The files of the cache. Node.js writes each under another name first, with a dot in it. */
function files(): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.includes('.'))
    .map(({ parentPath, name }) => join(parentPath, name))
}

/** The files of the cache once all hold compiled code: an environment writes them when it has answered. */
async function written(): Promise<string[]> {
  for (;;) {
    const found = files()
    if (found.length > 0 && found.every(file => readFileSync(file, 'latin1') !== DAMAGE)) return found
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Ends the environments of a function, so that its next invocation starts one. */
async function endEnvironments(lambda: LambdaRig['lambda'], name: string): Promise<void> {
  for (const { pid } of lambda.environments(name)) process.kill(pid, 'SIGKILL')
  while (lambda.environments(name).length > 0) await new Promise(resolve => setImmediate(resolve))
}

/** @own the cache of compiled code */
test('an environment keeps compiled code, but sets no variable that its function or a program would see', async () => {
  rig = await LambdaRig.started({ compileCache: directory })
  await rig.deploy('work', SOURCE)
  const { payload } = await rig.invoke('work')
  expect(payload).toEqual({
    directory: expect.stringContaining(join(directory, process.version)),
    variable: false,
    child: 'none',
  })
  await written()
})

/** @own the cache of compiled code */
test('without a directory an environment keeps none', async () => {
  rig = await LambdaRig.started()
  await rig.deploy('work', SOURCE)
  expect((await rig.invoke('work')).payload).toEqual({ variable: false, child: 'none' })
})

/** @own the cache of compiled code */
test('a damaged cache does no harm, and is repaired', async () => {
  rig = await LambdaRig.started({ compileCache: directory })
  await rig.deploy('work', SOURCE)
  const { payload } = await rig.invoke('work')
  for (const file of await written()) writeFileSync(file, DAMAGE)
  await endEnvironments(rig.lambda, 'work')
  expect(await rig.invoke('work')).toEqual({ status: 200, functionError: undefined, payload })
  await written()
})

/** @own the cache of compiled code */
test('a cache that cannot be written does no harm', async () => {
  const compileCache = join(directory, 'file')
  writeFileSync(compileCache, '')
  rig = await LambdaRig.started({ compileCache })
  await rig.deploy('work', SOURCE)
  expect((await rig.invoke('work')).payload).toEqual({ variable: false, child: 'none' })
})

/** @own the cache of compiled code */
test.each([
  ['is kept up to 128 MB', 127, true],
  ['is emptied beyond that', 129, false],
])('what the cache holds %s', async (_, megabytes, kept) => {
  const file = join(directory, 'v0', 'compiled')
  mkdirSync(join(directory, 'v0'))
  writeFileSync(file, '')
  truncateSync(file, megabytes * 1024 * 1024)
  rig = await LambdaRig.started({ compileCache: directory })
  expect(existsSync(file)).toBe(kept)
})
