import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const MODULE = join(import.meta.dirname, '../../../tools/terminal/temporary-directory.ts')
const MAKE = `
  import { writeFileSync } from 'node:fs'
  const { makeTemporaryDirectory, removeTemporaryDirectory } = await import(${JSON.stringify(MODULE)})
  const directory = makeTemporaryDirectory('clip')
  writeFileSync(directory + '/clip.mp4', '')
`

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'tool-'))
})
afterEach(() => rmSync(temporary, { recursive: true }))

const arguments_ = (source: string) => ['--input-type=module', '--eval', source]

/** Runs a tool to its end. */
async function run(source: string, TMPDIR = temporary): Promise<string> {
  const env = { ...process.env, TMPDIR }
  return (await promisify(execFile)(process.execPath, arguments_(source), { env })).stdout
}

/** @own temporary directories of tools */
describe('a temporary directory of a tool', () => {
  test('is removed with that of the process', async () => {
    await run(`${MAKE}; removeTemporaryDirectory(directory)`)
    expect(readdirSync(temporary)).toEqual([])
  })

  test('is cleared by the next tool if its own was killed, but not while its own runs', async () => {
    const killed = spawn(
      process.execPath,
      arguments_(`${MAKE}; console.log(1); setInterval(() => {}, 60_000)`),
      {
        env: { ...process.env, TMPDIR: temporary },
      },
    )
    await once(killed.stdout, 'data')
    const another = `${MAKE}; removeTemporaryDirectory(directory)`
    await run(another)
    expect(readdirSync(temporary)).toEqual([expect.stringMatching(new RegExp(`-${killed.pid}$`))])
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    await run(another)
    expect(readdirSync(temporary)).toEqual([])
  })

  test('that was made by somebody else, as a link to a directory, is not used', async () => {
    const message = await run(`
      import { symlinkSync } from 'node:fs'
      import { hostname, tmpdir } from 'node:os'
      symlinkSync(tmpdir(), tmpdir() + '/messaging-tool-' + hostname() + '-' + process.pid)
      try { ${MAKE.replace(/.*node:fs.*/, '')} } catch (e) { console.log(e.message) }`)
    expect(message).toContain('belongs to another user, or is no directory')
    expect(readdirSync(temporary)).toHaveLength(1)
  })

  test.each(['/nowhere', '/dev/null'])(
    'that cannot be made in %s: the error says what to set',
    async TMPDIR => {
      const message = await run(
        `try { ${MAKE.replace(/.*node:fs.*/, '')} } catch (e) { console.log(e.message) }`,
        TMPDIR,
      )
      expect(message).toMatch(
        new RegExp(`^The temporary directory ${TMPDIR} cannot be used \\(.+\\)\\. Set TMPDIR to a .+\\.\\n$`),
      )
    },
  )
})
