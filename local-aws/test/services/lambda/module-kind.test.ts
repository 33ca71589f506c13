import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'

/*
 * A cloud assembly lies within a project whose package.json says of which kind the project's own modules are. Lambda
 * unpacks the code where no package.json is above it.
 */

/** What a function of these files returns, or why it does not start, within a project of this `type`. */
async function run(type: string, files: Record<string, string>): Promise<unknown> {
  const assembly = await Assembly.of({ Shop: TEMPLATE })
  await assembly.write('package.json', { type })
  for (const [file, content] of Object.entries(files)) await assembly.write(`asset.abc/${file}`, content)
  const artifacts = {
    'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
    Shop: {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: 'Shop.template.json' },
      dependencies: ['Shop.assets'],
    },
  }
  await assembly.write('manifest.json', { artifacts })
  const code = { source: { path: 'asset.abc' }, destinations: { here: { objectKey: 'abc.zip' } } }
  await assembly.write('Shop.assets.json', { files: { code } })
  const aws = await LocalAws.start({ assembly: assembly.directory })
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

const TEMPLATE = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'sender',
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': 'Role.Arn' },
      },
    },
  },
}

const COMMON_JS = {
  'index.js': `const { kind } = require('./part'); exports.handler = async () => [kind, typeof require]`,
  'part.js': `exports.kind = 'CommonJS'`,
}
const ES_MODULES = {
  'index.js': `import { kind } from './part.js'; export const handler = async () => [kind, typeof require]`,
  'part.js': `export const kind = 'ES module'`,
}

/** The imported module requires another, which the ES module imports as well: there is one of it. */
const MIXED = {
  'index.js': `
    import { kind } from './part.js'
    import deep from './deep/part.js'
    export const handler = async () => [kind, deep.loads, typeof require]`,
  'part.js': `exports.kind = require('./deep/part.js').kind`,
  'deep/part.js': `
    globalThis.loads = (globalThis.loads ?? 0) + 1
    module.exports = { kind: 'CommonJS', loads: globalThis.loads }`,
}

/** @own code of the assembly, below a package.json that Lambda does not see */
describe.each(['module', 'commonjs'])('within a project of the type "%s"', type => {
  test('CommonJS modules run', async () => {
    expect(await run(type, COMMON_JS)).toEqual(['CommonJS', 'function'])
  })

  test('ES modules run', async () => {
    expect(await run(type, ES_MODULES)).toEqual(['ES module', 'undefined'])
  })

  test('an ES module imports a CommonJS module', async () => {
    const expected = ['CommonJS', 1, 'undefined']
    expect(await run(type, MIXED)).toEqual(expected)
    const { 'index.js': index, ...parts } = MIXED
    expect(await run(type, { 'index.mjs': index, ...parts })).toEqual(expected)
  })

  test('a CommonJS module requires an ES module', async () => {
    const files = { ...COMMON_JS, 'part.js': ES_MODULES['part.js'] }
    expect(await run(type, files)).toEqual(['ES module', 'function'])
  })

  test('a CommonJS module that throws when it is imported says what', async () => {
    const files = { ...MIXED, 'part.js': `exports.kind = 1; throw new Error('no part')` }
    expect(await run(type, files)).toMatchObject({ errorMessage: 'no part' })
  })

  test('the package of the function decides', async () => {
    expect(await run(type, { ...ES_MODULES, 'package.json': '{ "type": "module" }' })).toEqual([
      'ES module',
      'undefined',
    ])
    expect(await run(type, { ...ES_MODULES, 'package.json': '{ "type": "commonjs" }' })).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
    })
  })

  test('a module that does not compile says where', async () => {
    expect(await run(type, { 'index.js': 'exports.handler = async () => {{' })).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
    })
  })
})
