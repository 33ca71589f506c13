import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { jsonSchemas } from '../../lambda/contracts/catalogue.ts'

const execute = promisify(execFile)
const script = join(process.cwd(), 'bin', 'schemas.ts')
const schemas = JSON.parse(JSON.stringify(jsonSchemas()))

test('prints every schema of the catalogue as one JSON object', async () => {
  const { stdout } = await execute(process.execPath, [script])
  expect(JSON.parse(stdout)).toEqual(schemas)
})

test('writes each into a separate file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'schemas-'))
  try {
    await execute(process.execPath, [script, '--out', join(directory, 'new')])
    const files = await readdir(join(directory, 'new'))
    expect(files).toHaveLength(Object.keys(schemas).length)
    expect(files).toContain('shop.purchase.placed.v1.json')
    const status = await readFile(join(directory, 'new', 'get-purchases-id-200.json'), 'utf8')
    expect(JSON.parse(status)).toEqual(schemas['GET /purchases/{id} 200'])
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('names an unknown option and prints the usage', async () => {
  await expect(execute(process.execPath, [script, '--format', 'yaml'])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/'--format'[\s\S]+usage: npm run --silent schemas/),
  })
})

test('tells its usage', async () => {
  const { stdout } = await execute(process.execPath, [script, '--help'])
  expect(stdout).toMatch(/^usage: npm run --silent schemas/)
})
