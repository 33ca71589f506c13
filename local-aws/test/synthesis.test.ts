import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Synthesis, synthesize } from '../src/synthesis.ts'

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

async function contextOf({ directory }: Synthesis): Promise<object> {
  return JSON.parse(await readFile(join(directory, 'context.json'), 'utf8'))
}

const WRITES_CONTEXT = `
  import { writeFileSync } from 'node:fs'
  writeFileSync(process.env.CDK_OUTDIR + '/context.json', process.env.CDK_CONTEXT_JSON)
  writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', '{}')
`

test('the app gets the context of cdk.json, as from the CDK CLI', async () => {
  await project(WRITES_CONTEXT, { flag: true, stage: 'dev' })
  const synthesis = await synthesize(root, {}, new AbortController().signal)
  expect(await contextOf(synthesis)).toEqual({ flag: true, stage: 'dev' })
  await synthesis.remove()
  expect(existsSync(synthesis.directory)).toBe(false)
})

// "When you pass context through the command line, it takes precedence over cdk.json" (CDK guide, Context values).
test('what is given beside it comes before the context of cdk.json', async () => {
  await project(WRITES_CONTEXT, { flag: true, stage: 'dev' })
  const context = { stage: 'test', experiments: 'true' }
  const synthesis = await synthesize(root, { context }, new AbortController().signal)
  expect(await contextOf(synthesis)).toEqual({ flag: true, stage: 'test', experiments: 'true' })
  await synthesis.remove()
})

// "cdk.context.json: the CDK Toolkit stores context values that it retrieved from your AWS account" (the same page).
test('what the CDK looked up in an account is context, too, after that of cdk.json', async () => {
  await project(WRITES_CONTEXT, { stage: 'dev' })
  await writeFile(join(root, 'cdk.context.json'), JSON.stringify({ stage: 'old', 'vpc-provider:…': 'vpc-1' }))
  const synthesis = await synthesize(root, {}, new AbortController().signal)
  expect(await contextOf(synthesis)).toEqual({ stage: 'dev', 'vpc-provider:…': 'vpc-1' })
  await synthesis.remove()
})

test('a command that is given comes before that of cdk.json, with its context', async () => {
  await project('process.exit(3)', { stage: 'dev' })
  await writeFile(join(root, 'other.mjs'), WRITES_CONTEXT)
  const synthesis = await synthesize(root, { app: 'node other.mjs' }, new AbortController().signal)
  expect(await contextOf(synthesis)).toEqual({ stage: 'dev' })
  await synthesis.remove()
})

test('an app without cdk.json is run by its command', async () => {
  await writeFile(join(root, 'app.mjs'), WRITES_CONTEXT)
  const synthesis = await synthesize(root, { app: 'node app.mjs' }, new AbortController().signal)
  expect(await contextOf(synthesis)).toEqual({})
  await synthesis.remove()
})

test('programs that the project installed are found, as by cdk', async () => {
  await mkdir(join(root, 'node_modules', '.bin'), { recursive: true })
  const program = `#!/bin/sh
    echo "$CDK_CONTEXT_JSON" > "$CDK_OUTDIR/context.json"
    echo {} > "$CDK_OUTDIR/manifest.json"\n`
  await writeFile(join(root, 'node_modules', '.bin', 'write-context'), program, { mode: 0o755 })
  const synthesis = await synthesize(root, { app: 'write-context' }, new AbortController().signal)
  expect(await contextOf(synthesis)).toEqual({})
  await synthesis.remove()
})

test('the build command of cdk.json runs first', async () => {
  await writeFile(join(root, 'source.mjs'), WRITES_CONTEXT)
  await writeFile(
    join(root, 'cdk.json'),
    JSON.stringify({ app: 'node built.mjs', build: 'cp source.mjs built.mjs' }),
  )
  const synthesis = await synthesize(root, {}, new AbortController().signal)
  expect(await contextOf(synthesis)).toEqual({})
  await synthesis.remove()
})

describe('without an app, the error says what to do', () => {
  const attempt = () => synthesize(root, {}, new AbortController().signal)

  test('without cdk.json', async () => {
    await expect(attempt()).rejects.toMatchObject({
      name: 'NoAppError',
      message: expect.stringContaining(`There is no cdk.json in ${root}: say what to run with --app`),
    })
  })

  test('with a cdk.json that names none', async () => {
    await writeFile(join(root, 'cdk.json'), '{}')
    await expect(attempt()).rejects.toThrow(
      `The cdk.json in ${root} has no "app": say what to run with --app`,
    )
  })

  test.each([['app'], ['build']])('with a cdk.json whose "%s" is no command', async key => {
    await writeFile(
      join(root, 'cdk.json'),
      JSON.stringify({ app: 'node app.mjs', [key]: ['node', 'app.mjs'] }),
    )
    await expect(attempt()).rejects.toMatchObject({
      name: 'NoAppError',
      message: `"${key}" in ${join(root, 'cdk.json')} is ["node","app.mjs"]: make it a command, such as "node bin/app.js".`,
    })
  })

  test('with a cdk.json that is not JSON', async () => {
    await writeFile(join(root, 'cdk.json'), '{ app }')
    await expect(attempt()).rejects.toThrow(`${join(root, 'cdk.json')} cannot be read: `)
  })
})

test('two at once do not share an assembly', async () => {
  await project(WRITES_CONTEXT)
  const { signal } = new AbortController()
  const [one, two] = await Promise.all([synthesize(root, {}, signal), synthesize(root, {}, signal)])
  expect(one.directory).not.toBe(two.directory)
  await Promise.all([one.remove(), two.remove()])
})

test('an app that fails is reported and leaves nothing behind', async () => {
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

test('an app that writes its assembly elsewhere is reported and leaves nothing behind', async () => {
  await project(`
    import { mkdirSync, writeFileSync } from 'node:fs'
    mkdirSync('own')
    writeFileSync('own/manifest.json', '{}')
    writeFileSync('outdir', process.env.CDK_OUTDIR)
  `)
  await expect(synthesize(root, {}, new AbortController().signal)).rejects.toMatchObject({
    name: 'SynthesisError',
    message: expect.stringMatching(/^"node app\.mjs" made no cloud assembly .* has no outdir\./),
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
