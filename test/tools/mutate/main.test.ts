import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FixtureProject } from './fixture-project.ts'

// Each mutant is a run of Jest.
jest.setTimeout(120_000)

const MAIN = join(process.cwd(), 'tools/mutate/main.ts')

let project: FixtureProject
let temporary: string
beforeEach(() => {
  project = new FixtureProject()
  temporary = `${project.root}-tmp`
  mkdirSync(temporary)
})
afterEach(() => {
  project.remove()
  rmSync(temporary, { recursive: true })
})

function mutate(...args: string[]): Promise<{ status: unknown; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    execFile(process.execPath, [MAIN, ...args], environment(), (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    )
  })
}

function environment() {
  return { cwd: project.root, env: { ...process.env, TMPDIR: temporary } }
}

interface Trial {
  line: number
  original: string
  replacement: string
  outcome: string
  executedBy: string[]
  killedBy?: string
}

test('which mutants the tests notice, which they do not, and which they do not execute', async () => {
  const before = readFileSync(join(project.root, 'lambda/gate.ts'), 'utf8')
  const { status, stdout } = await mutate('lambda', '--json')
  expect(status).toBe(0)
  const { mutants, trials, score, equivalent, outdated } = JSON.parse(stdout)
  const seen = trials.map(({ original, replacement, outcome }: Trial) => [original, replacement, outcome])
  expect(seen).toEqual([
    [expect.stringMatching(/^\{\n {2}if/), '{}', 'killed'],
    ['!open', 'true', 'timeout'],
    ['!open', 'false', 'survived'],
    ['!open', 'open', 'timeout'],
    ['await never', ';', 'not executed'],
    ['await never', 'never', 'not executed'],
    ["'passed'", "''", 'killed'],
    [expect.stringMatching(/^\{\n {2}return 7/), '{}', 'not executed'],
    ['7', '6', 'not executed'],
  ])
  expect(mutants).toBe(10)
  expect(score).toMatchObject({ killed: 2, timeouts: 2, survived: 1, notExecuted: 4, share: 4 / 9 })
  expect(equivalent).toMatchObject([{ original: '7', replacement: '8' }])
  expect(outdated).toMatchObject([{ file: 'lambda/gate.ts', replacement: '9' }])
  const test = 'test/lambda/gate.test.ts'
  expect(trials[0]).toMatchObject({ line: 1, executedBy: [test], killedBy: `${test}: an open gate` })
  expect(readFileSync(join(project.root, 'lambda/gate.ts'), 'utf8')).toBe(before)
  expect(readdirSync(project.root).toSorted()).toEqual(
    ['jest.config.mjs', 'lambda', 'node_modules', 'package.json', 'test', 'tools'].toSorted(),
  )
  expect(readdirSync(temporary)).toEqual([])
})

test('for a person: the score, and each survivor with its place, its change and the tests that executed it', async () => {
  project.write('lambda/gate.ts', "export const pass = async (open: boolean) => open ? 'passed' : ''\n")
  const { stdout } = await mutate('lambda', '--sample', '4', '--seed', '3')
  expect(stdout).toContain('survived')
  expect(stdout).toMatch(
    /lambda\/gate\.ts:1 {2}condition\n {6}open → true\n {6}executed by test\/lambda\/gate\.test\.ts/,
  )
  expect(stdout).toMatch(
    /\d+ % \(95 %: \d+ % to \d+ %\) noticed: \d killed, 0 timed out, 1 survived, \d not executed; 4 of 5 mutants\n$/,
  )
})

test('tests that fail unmutated are named', async () => {
  project.write('test/lambda/broken.test.ts', "test('a broken one', () => expect(1).toBe(2))\n")
  const { status, stdout, stderr } = await mutate('lambda')
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain(
    'These tests fail unmutated: let them pass first.\n  test/lambda/broken.test.ts: a broken one\n',
  )
})

test('a test that looks at the text of the source counts as executing all of it', async () => {
  project.write('lambda/seven.ts', 'export const seven = () => 7\n')
  const looking = `import { readFileSync } from 'node:fs'
    test('text', () => expect(readFileSync('lambda/seven.ts', 'utf8')).toMatch(/=> 7$/m))`
  project.write('test/lambda/text.test.ts', looking)
  const { stdout } = await mutate('lambda/seven.ts', '--sample', '1', '--json')
  expect(JSON.parse(stdout).trials).toMatchObject([
    { original: '7', outcome: 'killed', killedBy: 'test/lambda/text.test.ts: text' },
  ])
})

test.each([
  [['lambda/gaet.ts'], 1, /^There is no lambda\/gaet\.ts in .+: name a folder or a file of the project\.\n$/],
  [[], 2, /^Name the folder whose tests to measure, such as lambda\/mail\.\n\nUsage: npm run mutate/],
])('%j ends with the status %i', async (args, status, message) => {
  const ended = await mutate(...args)
  expect(ended).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(message) })
})

test('an interruption leaves nothing behind', async () => {
  const child = spawn(process.execPath, [MAIN, 'lambda'], environment())
  await once(child.stderr, 'data')
  child.kill('SIGINT')
  let errors = ''
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  const [code] = await once(child, 'close')
  expect([code, errors]).toEqual([1, expect.stringContaining('Interrupted by SIGINT.')])
  expect(readdirSync(temporary)).toEqual([])
})
