import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NEW_ACCOUNT, OLD_ACCOUNT } from './account-traits.ts'
import { run } from './preflight.ts'
import { StubAccount } from './stub-account.ts'
import { type StubAssembly, stubAssembly } from './stub-assembly.ts'

let assembly: StubAssembly
/** Where the command puts what it synthesizes. */
let scratch: string
beforeAll(async () => {
  assembly = await stubAssembly()
  scratch = mkdtempSync(join(tmpdir(), 'preflight-test-'))
})
afterAll(async () => {
  rmSync(scratch, { recursive: true })
  await assembly.remove()
})

test.each([
  ['0 where nothing is in the way', OLD_ACCOUNT, 0],
  ['1 where the deployment would fail', NEW_ACCOUNT, 1],
])('the exit code is %s', async (_, traits, exitCode) => {
  const account = await StubAccount.open(traits)
  try {
    const ended = await run(['--assembly', assembly.directory, '--endpoint', account.endpoint])
    expect(ended.output).toMatch(/^✓ account: 123456789012 in eu-central-1/)
    expect(ended).toMatchObject({ exitCode })
  } finally {
    await account.close()
  }
})

test('without credentials, it explains how to sign in', async () => {
  const { output, exitCode } = await run(['--assembly', assembly.directory])
  expect(output).toMatch(/^✗ account: no credentials .+ → aws configure, or aws sso login/)
  expect(exitCode).toBe(1)
})

test('it synthesizes with the context of the deployment, and leaves nothing behind', async () => {
  const account = await StubAccount.open(OLD_ACCOUNT)
  try {
    const args = ['-c', 'encoderConcurrency=23', '--endpoint', account.endpoint]
    const { output, exitCode } = await run(args, { TMPDIR: scratch })
    expect(output).toMatch(/✓ stacks: \d to create, 0 to update/)
    expect(Number(/needed: (\d+) for the consumers of queues/.exec(output)?.[1])).toBeGreaterThan(23)
    expect(exitCode).toBe(0)
    expect(readdirSync(scratch)).toEqual([])
  } finally {
    await account.close()
  }
})

test('context that the app refuses is reported with the app’s message', async () => {
  const { output, errors, exitCode } = await run(['-c', 'stage=Prod'], { TMPDIR: scratch })
  expect(errors).toContain('Context "stage" is "Prod".')
  expect(output).toBe('')
  expect(exitCode).toBe(1)
  expect(readdirSync(scratch)).toEqual([])
})

test('a directory without a cloud assembly is named', async () => {
  const { errors, exitCode } = await run(['--assembly', scratch])
  expect(errors).toContain(`There is no cloud assembly in ${scratch}`)
  expect(exitCode).toBe(1)
})
