import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogLinesError, loadLogLines } from '../../src/live/log-lines.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'log-lines-'))
})
afterAll(() => rm(directory, { recursive: true }))

/** A module with this text. */
async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, text)
  return path
}

test('only JSON objects are given to the module, which may have nothing to say', async () => {
  const path = await file(
    'hops.cjs',
    "module.exports = record => record.hop ? { text: record.hop, level: 'info' } : undefined",
  )
  const lineOfLog = await loadLogLines(path)
  expect(lineOfLog('{"hop":"a"}\n')).toEqual({ text: 'a', level: 'info' })
  expect(lineOfLog('{"other":"a"}')).toBeUndefined()
  expect(lineOfLog('{broken')).toBeUndefined()
  expect(lineOfLog('START RequestId: 1')).toBeUndefined()
})

test('what is no line is not printed, and an error of the module is', async () => {
  const odd = await loadLogLines(await file('odd.cjs', 'module.exports = () => ({ level: 7 })'))
  expect(odd('{}')).toBeUndefined()
  const path = await file('throws.cjs', 'module.exports = record => record.a.b')
  expect((await loadLogLines(path))('{}')).toEqual({
    text: expect.stringContaining(`--log-lines ${path} throws  TypeError: `),
    level: 'error',
  })
})

test('a module that is not there, and one without a function, are refused', async () => {
  await expect(loadLogLines(join(directory, 'none.cjs'))).rejects.toThrow(LogLinesError)
  const none = await file('text.cjs', "module.exports = 'a text'")
  await expect(loadLogLines(none)).rejects.toThrow(
    `--log-lines ${none} has no function as its default export.`,
  )
})
