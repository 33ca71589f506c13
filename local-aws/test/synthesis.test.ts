import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesize } from '../src/synthesis.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'project-'))
})

afterEach(() => rm(root, { recursive: true }))

/** A project whose app is `source`. */
async function project(source: string, context: object = {}): Promise<void> {
  await writeFile(join(root, 'cdk.json'), JSON.stringify({ app: 'node app.mjs', context }))
  await writeFile(join(root, 'app.mjs'), source)
}

const WRITES_CONTEXT = `
  import { writeFileSync } from 'node:fs'
  writeFileSync(process.env.CDK_OUTDIR + '/context.json', process.env.CDK_CONTEXT_JSON)
`

test('the app gets the context of cdk.json, as from the CDK CLI', async () => {
  await project(WRITES_CONTEXT, { flag: true, stage: 'dev' })
  const { directory, remove } = await synthesize(root, {}, new AbortController().signal)
  expect(JSON.parse(await readFile(join(directory, 'context.json'), 'utf8'))).toEqual({
    flag: true,
    stage: 'dev',
  })
  await remove()
  expect(existsSync(directory)).toBe(false)
})

// "When you pass context through the command line, it takes precedence over cdk.json" (CDK guide, Context values).
test('what is given beside it comes before the context of cdk.json', async () => {
  await project(WRITES_CONTEXT, { flag: true, stage: 'dev' })
  const overrides = { stage: 'test', experiments: 'true' }
  const { directory, remove } = await synthesize(root, overrides, new AbortController().signal)
  expect(JSON.parse(await readFile(join(directory, 'context.json'), 'utf8'))).toEqual({
    flag: true,
    stage: 'test',
    experiments: 'true',
  })
  await remove()
})

test('two at once do not share an assembly', async () => {
  await project(WRITES_CONTEXT)
  const { signal } = new AbortController()
  const [one, two] = await Promise.all([synthesize(root, {}, signal), synthesize(root, {}, signal)])
  expect(one.directory).not.toBe(two.directory)
  await Promise.all([one.remove(), two.remove()])
})

test('an app that fails is told, and leaves nothing behind', async () => {
  await project(`
    import { writeFileSync } from 'node:fs'
    writeFileSync('outdir', process.env.CDK_OUTDIR)
    process.exit(3)
  `)
  await expect(synthesize(root, {}, new AbortController().signal)).rejects.toMatchObject({
    name: 'SynthesisError',
    message: 'The app does not synthesize: "node app.mjs" exited with 3; see above.',
  })
  expect(existsSync(await readFile(join(root, 'outdir'), 'utf8'))).toBe(false)
})

test('an app that is stopped ends', async () => {
  await project(`
    import { createServer } from 'node:net'
    createServer().listen('app.sock')
  `)
  const socket = join(root, 'app.sock')
  const stop = new AbortController()
  const synthesis = synthesize(root, {}, stop.signal)
  while (!existsSync(socket)) await new Promise(resolve => setImmediate(resolve))
  stop.abort()
  await (await synthesis).remove()
  await expect(once(connect(socket), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
