import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'

/*
 * "The Lambda runtime includes the AWS SDK for JavaScript v3" (Building Lambda functions with Node.js), and since
 * nodejs18.x "ES modules can be loaded from … NODE_PATH" (AWS Compute Blog, Node.js 18.x runtime now available).
 */

/** Stands for an app with its own installation of the SDK. */
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'app-'))
  await install('@aws-sdk/client-post', {
    'package.json': JSON.stringify({
      exports: { '.': { import: './index.mjs', require: './index.cjs' }, './parcels': './parcels.cjs' },
    }),
    'index.mjs': 'import { via } from "@smithy/carrier"; export const kind = "ES module by " + via',
    'index.cjs': 'exports.kind = "CommonJS by " + require("@smithy/carrier").via',
    'parcels.cjs': 'exports.kind = "parcels"',
  })
  await install('@smithy/carrier', {
    'package.json': JSON.stringify({ main: 'index.cjs' }),
    'index.cjs': 'exports.via = "carrier"',
  })
  await install('lodash', { 'index.js': 'exports.kind = "not of the runtime"' })
})
afterEach(() => rm(root, { recursive: true }))

async function install(name: string, files: Record<string, string>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const path = join(root, 'node_modules', name, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
}

/** What the function of this code returns, or why it does not start. */
async function run(code: string): Promise<unknown> {
  const assembly = await Assembly.of({ Shop: template(code) })
  const aws = await LocalAws.start({ assembly: assembly.directory, root })
  try {
    const { payload } = await aws.lambda.invoke(
      'sender',
      {},
      { caller: aws.credentials.callerOf(aws.developer.accessKeyId) },
    )
    return payload
  } finally {
    await aws.stop()
    await assembly.remove()
  }
}

const template = (code: string) => ({
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'sender',
        Code: { ZipFile: code },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': 'Role.Arn' },
      },
    },
  },
})

/**
 * @documented Lambda Developer Guide, Building Lambda functions with Node.js: "The Lambda runtime includes
 *   the AWS SDK for JavaScript v3"
 */
describe('a function without an SDK of its own finds the one beside the app', () => {
  test('as an ES module', async () => {
    const code = `
      import { kind } from '@aws-sdk/client-post'
      import parcels from '@aws-sdk/client-post/parcels'
      const late = await import('@aws-sdk/client-post')
      export const handler = async () => [kind, parcels.kind, late.kind]`
    expect(await run(code)).toEqual(['ES module by carrier', 'parcels', 'ES module by carrier'])
  })

  test('as a CommonJS module', async () => {
    const code = `
      const { kind } = require('@aws-sdk/client-post')
      const parcels = require('@aws-sdk/client-post/parcels')
      exports.handler = async () => [kind, parcels.kind, (await import('@aws-sdk/client-post')).kind]`
    expect(await run(code)).toEqual(['CommonJS by carrier', 'parcels', 'ES module by carrier'])
  })
})

/** @own the installation of the SDK beside the app */
describe('where it is not installed, the function says what to install', () => {
  const told = {
    errorType: 'Runtime.ImportModuleError',
    errorMessage: expect.stringMatching(
      /Cannot find package '@aws-sdk\/client-sms', .* Run there: npm install --save-dev @aws-sdk\/client-sms$/,
    ),
  }

  test.each([
    ['an ES module', `import '@aws-sdk/client-sms/parts'; export const handler = async () => 1`],
    ['a CommonJS module', `require('@aws-sdk/client-sms/parts'); exports.handler = async () => 1`],
  ])('%s', async (_, code) => {
    expect(await run(code)).toMatchObject(told)
  })

  test('a function that does without catches what it would on Lambda', async () => {
    const code = `
      let code
      try { require('@aws-sdk/client-sms') } catch (error) { code = error.code }
      exports.handler = async () => code`
    expect(await run(code)).toBe('MODULE_NOT_FOUND')
  })
})

/**
 * @documented Lambda Developer Guide, Building Lambda functions with Node.js: a function has the packages of
 *   its own code and layers, and the SDK
 */
test('other packages of the app are not there, as on Lambda', async () => {
  const code = `
    const tries = ['lodash', './lodash'].map(name => {
      try { return require(name) } catch (error) { return error.code }
    })
    exports.handler = async () => [...tries, await import('lodash').catch(({ code }) => code)]`
  expect(await run(code)).toEqual(['MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'])
})
