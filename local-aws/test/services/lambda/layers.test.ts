import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteLayerVersionCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  type PublishLayerVersionCommandInput,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {
  foreignPrograms,
  type Machine,
  writeSubstitutes,
} from '../../../src/services/lambda/foreign-programs.ts'
import type { CreatedResource, Resource } from '../../../src/template/resource-type.ts'
import { LambdaRig } from './lambda-rig.ts'
import { type Packed, zip } from './zip.ts'

let rig: LambdaRig
let directory: string

beforeEach(async () => {
  rig = await LambdaRig.started()
  directory = await mkdtemp(join(tmpdir(), 'layer-'))
})
afterEach(async () => {
  await rig.close()
  await rm(directory, { recursive: true })
})

/** Runs the program `greet`, and tells what it printed and which variables led there. */
const GREETER = `
  import { spawnSync } from 'node:child_process'
  import { createRequire } from 'node:module'
  export const handler = async ({ module }) => {
    if (module) return createRequire(import.meta.url)(module)
    const { stdout, stderr, status, error } = spawnSync('greet', { encoding: 'utf8' })
    return { stdout, stderr, status, error: error?.code }
  }`
const VARIABLES = `
  export const handler = async () => {
    const { PATH, LD_LIBRARY_PATH, NODE_PATH } = process.env
    return { PATH, LD_LIBRARY_PATH, NODE_PATH }
  }`

const greeting = (text: string): Packed => ({ text: `#!/bin/sh\necho ${text}\n`, executable: true })

/**
 * @documented Lambda API Reference, PublishLayerVersion: "Each time you call PublishLayerVersion with the
 *   same layer name, a new version is created."
 */
describe('"Each time you call PublishLayerVersion with the same layer name, a new version is created"', () => {
  test('and described', async () => {
    const published = await publish(
      'greetings',
      { 'bin/greet': greeting('hello') },
      {
        Description: 'says hello',
        LicenseInfo: 'MIT',
        CompatibleRuntimes: ['nodejs24.x'],
        CompatibleArchitectures: ['x86_64'],
      },
    )
    const { $metadata, ...described } = published
    expect(described).toEqual({
      LayerArn: 'arn:aws:lambda:us-east-1:000000000000:layer:greetings',
      LayerVersionArn: 'arn:aws:lambda:us-east-1:000000000000:layer:greetings:1',
      Version: 1,
      Description: 'says hello',
      LicenseInfo: 'MIT',
      CompatibleRuntimes: ['nodejs24.x'],
      CompatibleArchitectures: ['x86_64'],
      CreatedDate: '2026-01-01T00:00:00.000+0000',
      Content: {
        Location: expect.stringMatching(/^file:/),
        CodeSha256: expect.any(String),
        CodeSize: '#!/bin/sh\necho hello\n'.length,
      },
    })
    const { $metadata: _, ...got } = await rig.functions.send(
      new GetLayerVersionCommand({ LayerName: 'greetings', VersionNumber: 1 }),
    )
    expect(got).toEqual(described)
    const byArn = new GetLayerVersionByArnCommand({ Arn: described.LayerVersionArn })
    expect(await rig.functions.send(byArn)).toMatchObject(described)
  })

  /**
   * @documented Lambda API Reference, PublishLayerVersion: "Each time you call PublishLayerVersion with the
   *   same layer name, a new version is created."
   * @own not documented by AWS: the numbers of deleted versions
   */
  test('with the next number, which is not used again after it was deleted', async () => {
    for (const text of ['one', 'two']) await publish('greetings', { 'bin/greet': greeting(text) })
    await publish('others', { 'bin/greet': greeting('x') }, { CompatibleRuntimes: ['nodejs22.x'] })
    const versions = async () => {
      const list = new ListLayerVersionsCommand({ LayerName: 'greetings' })
      const { LayerVersions = [] } = await rig.functions.send(list)
      return LayerVersions.map(({ Version }) => Version)
    }
    expect(await versions()).toEqual([2, 1])
    await rig.functions.send(new DeleteLayerVersionCommand({ LayerName: 'greetings', VersionNumber: 2 }))
    expect(await versions()).toEqual([1])
    expect((await publish('greetings', { 'bin/greet': greeting('three') })).Version).toBe(3)

    const { Layers = [] } = await rig.functions.send(new ListLayersCommand({}))
    const latest = Layers.map(layer => [layer.LayerName, layer.LatestMatchingVersion?.Version])
    expect(latest).toEqual([
      ['greetings', 3],
      ['others', 1],
    ])
    const matching = await rig.functions.send(new ListLayersCommand({ CompatibleRuntime: 'nodejs22.x' }))
    expect(matching.Layers?.map(({ LayerName }) => LayerName)).toEqual(['others'])
  })

  /**
   * @documented Lambda API Reference, GetLayerVersion, ResourceNotFoundException: "The resource specified in
   *   the request does not exist."
   */
  test('a missing version is not found', async () => {
    const get = new GetLayerVersionCommand({ LayerName: 'greetings', VersionNumber: 7 })
    await expect(rig.functions.send(get)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

/**
 * @documented Lambda Developer Guide, Layer paths for each Lambda runtime: bin, lib, and nodejs/node_modules
 */
describe('a function finds its layers (Layer paths for each Lambda runtime)', () => {
  test('bin by PATH, lib by LD_LIBRARY_PATH, modules by NODE_PATH, before what the machine has', async () => {
    const arn = await layer('one', { 'bin/greet': greeting('hello') })
    await rig.deploy('curious', VARIABLES, { Layers: [arn] })
    const { payload } = await rig.invoke<Record<string, string>>('curious')
    const [bin = '', ...others] = (payload.PATH ?? '').split(':')
    const opt = bin.replace(/\/bin$/, '')
    expect(others.join(':')).toBe(process.env.PATH)
    expect(payload.LD_LIBRARY_PATH).toBe(`${opt}/lib`)
    expect(payload.NODE_PATH).toBe(`${opt}/nodejs/node24/node_modules:${opt}/nodejs/node_modules`)

    await rig.deploy('plain', VARIABLES)
    expect(await rig.invoke('plain')).toMatchObject({ payload: { PATH: process.env.PATH } })
  })

  /** @documented AWS Compute Blog, Node.js 18.x runtime: "ES modules can be loaded from … NODE_PATH" */
  test('modules by import, too', async () => {
    const arn = await layer('shared', { 'nodejs/node_modules/shared/index.js': 'module.exports = "for all"' })
    const code = `import shared from 'shared'; export const handler = async () => shared`
    await rig.deploy('importer', code, { Layers: [arn] })
    expect(await rig.invoke('importer')).toMatchObject({ payload: 'for all' })
  })

  test('programs and modules', async () => {
    const arn = await layer('both', {
      'bin/greet': greeting('hello'),
      'nodejs/node_modules/shared/index.js': 'module.exports = "for all"',
      'nodejs/node24/node_modules/newest/index.js': 'module.exports = "for 24"',
    })
    await rig.deploy('greeter', GREETER, { Layers: [arn] })
    expect(await rig.invoke('greeter')).toMatchObject({ payload: { stdout: 'hello\n', status: 0 } })
    expect(await rig.invoke('greeter', { module: 'shared' })).toMatchObject({ payload: 'for all' })
    expect(await rig.invoke('greeter', { module: 'newest' })).toMatchObject({ payload: 'for 24' })
  })

  /**
   * @documented Lambda Developer Guide, Adding layers to functions: "later layers … overwrite" earlier ones
   */
  test('merged in their order, "later layers … overwrite" earlier ones', async () => {
    const module = (text: string) => `module.exports = ${JSON.stringify(text)}`
    const first = await layer('first', {
      'bin/greet': greeting('first'),
      'nodejs/node_modules/kept/index.js': module('kept'),
      'nodejs/node_modules/changed/index.js': module('first'),
    })
    const second = await layer('second', {
      'bin/greet': greeting('second'),
      'nodejs/node_modules/changed/index.js': module('second'),
    })
    await rig.deploy('greeter', GREETER, { Layers: [first, second] })
    expect(await rig.invoke('greeter')).toMatchObject({ payload: { stdout: 'second\n' } })
    expect(await rig.invoke('greeter', { module: 'kept' })).toMatchObject({ payload: 'kept' })
    expect(await rig.invoke('greeter', { module: 'changed' })).toMatchObject({ payload: 'second' })
    await rig.deploy('reversed', GREETER, { Layers: [second, first] })
    expect(await rig.invoke('reversed')).toMatchObject({ payload: { stdout: 'first\n' } })
  })

  /**
   * @documented Lambda API Reference, UpdateFunctionConfiguration, Layers: "A list of function layers to add
   *   to the function's execution environment."
   */
  test('in its configuration, also after an update of something else', async () => {
    const arn = await layer('one', { 'bin/greet': greeting('hello') })
    await rig.deploy('greeter', GREETER, { Layers: [arn] })
    const get = new GetFunctionConfigurationCommand({ FunctionName: 'greeter' })
    const Layers = [{ Arn: arn, CodeSize: '#!/bin/sh\necho hello\n'.length }]
    expect(await rig.functions.send(get)).toMatchObject({ Layers })
    await update({ Timeout: 9 })
    expect(await rig.functions.send(get)).toMatchObject({ Timeout: 9, Layers })
    await update({ Layers: [] })
    expect((await rig.functions.send(get)).Layers).toBeUndefined()
  })

  /**
   * @documented Lambda API Reference, DeleteLayerVersion: "To avoid breaking functions, a copy of the version
   *   remains in Lambda until no functions refer to it." Lambda Developer Guide, Managing layers: "However,
   *   you cannot create a new function that uses a deleted layer version"
   */
  test('"can continue to use any layer version … even after that layer version has been deleted"', async () => {
    const arn = await layer('one', { 'bin/greet': greeting('hello') })
    await rig.deploy('greeter', GREETER, { Layers: [arn] })
    await rig.functions.send(new DeleteLayerVersionCommand({ LayerName: 'one', VersionNumber: 1 }))
    await update({ Timeout: 9 })
    expect(await rig.invoke('greeter')).toMatchObject({ payload: { stdout: 'hello\n' } })
    // "However, you cannot create a new function that uses a deleted layer version."
    await expect(rig.deploy('another', GREETER, { Layers: [arn] })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: `Layer version ${arn} does not exist.`,
    })
  })

  function update(change: { Timeout?: number; Layers?: string[] }) {
    return rig.functions.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'greeter', ...change }))
  }
})

describe('what Lambda refuses', () => {
  const invalid = { name: 'InvalidParameterValueException' }

  /**
   * @documented Lambda Developer Guide, Adding layers to functions: "You can add up to five layers to a
   *   Lambda function"
   */
  test('"You can add up to five layers to a Lambda function"', async () => {
    const arns = []
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) arns.push(await layer(name, { [name]: name }))
    await expect(rig.deploy('greeter', GREETER, { Layers: arns })).rejects.toMatchObject({
      ...invalid,
      message: expect.stringContaining('more than 5 layers'),
    })
    await rig.deploy('greeter', GREETER, { Layers: arns.slice(0, 5) })
  })

  /**
   * @recorded tests/aws/services/lambda_/test_lambda_api.py::TestLambdaLayer::test_layer_function_exceptions, 2025-11-25
   */
  test('two versions of one layer', async () => {
    const Layers = [await layer('a', { a: '1' }), await layer('a', { a: '2' })]
    await expect(rig.deploy('greeter', GREETER, { Layers })).rejects.toMatchObject({
      ...invalid,
      message: expect.stringContaining('Two different versions of the same layer'),
    })
  })

  /**
   * @documented Lambda Developer Guide, Adding layers to functions: "The total unzipped size of the function
   *   and all layers cannot exceed … 250 MB"
   */
  test('"The total unzipped size of the function and all layers cannot exceed … 250 MB"', async () => {
    await large(join(directory, 'large'), 262_144_000)
    await expect(template(directory)).resolves.toBeDefined()
    const Layers = [rig.account.arn('lambda', 'layer:Stack-Layer-1A2B:1')]
    await expect(rig.deploy('greeter', GREETER, { Layers })).rejects.toMatchObject({
      ...invalid,
      message: `Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is ${262_144_000 + GREETER.length} bytes.`,
    })
    await large(join(directory, 'more'), 1)
    await expect(template(directory)).rejects.toThrow('Unzipped size must be smaller than 262144000 bytes')
  })

  const large = async (file: string, bytes: number) => {
    await writeFile(file, '')
    await truncate(file, bytes)
  }
})

describe('by CloudFormation', () => {
  /**
   * @documented CloudFormation Template Reference, AWS::Lambda::LayerVersion: Ref and LayerVersionArn are the
   *   ARN of the version
   */
  test('a layer of a file asset is used where it lies', async () => {
    await mkdir(join(directory, 'bin'))
    await writeFile(join(directory, 'bin', 'greet'), '#!/bin/sh\necho from the asset\n')
    await chmod(join(directory, 'bin', 'greet'), 0o755)
    const { physicalId, attributes } = await template(directory, { CompatibleArchitectures: ['x86_64'] })
    expect(physicalId).toBe('arn:aws:lambda:us-east-1:000000000000:layer:Stack-Layer-1A2B:1')
    expect(attributes).toEqual({ LayerVersionArn: physicalId })
    await rig.deploy('greeter', GREETER, { Layers: [physicalId] })
    await rig.deploy('curious', VARIABLES, { Layers: [physicalId] })
    expect(await rig.invoke('greeter')).toMatchObject({ payload: { stdout: 'from the asset\n' } })
    expect(await rig.invoke('curious')).toMatchObject({
      payload: { PATH: `${directory}/bin:${process.env.PATH}` },
    })
  })

  /** @own layers of other accounts, which cannot be fetched */
  test('a function with a layer of another account is refused with what to do', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:layer:elsewhere:3'
    await expect(rig.deploy('greeter', GREETER, { Layers: [arn] })).rejects.toThrow(
      `Layer version ${arn} does not exist. The local AWS has the layers of its templates and of PublishLayerVersion, and fetches none from AWS: give it a layer with the same files.`,
    )
  })

  /** @documented CloudFormation Template Reference, AWS::Lambda::LayerVersionPermission: LayerVersionArn */
  test('a permission needs its layer', async () => {
    const permission = { Action: 'lambda:GetLayerVersion', Principal: '*' }
    const LayerVersionArn = await layer('one', { a: '1' })
    const type = 'AWS::Lambda::LayerVersionPermission'
    expect(await create(type, { ...permission, LayerVersionArn })).toMatchObject({ attributes: {} })
    await expect(create(type, { ...permission, LayerVersionArn: `${LayerVersionArn}2` })).rejects.toThrow(
      'does not exist',
    )
  })
})

/** @own programs in layers that this machine cannot run */
describe('a program for another machine', () => {
  test('says so when it is started, with the exit code of what "is found but is not executable"', async () => {
    const [other, processor] = process.arch === 'x64' ? [0xb7, 'aarch64'] : [0x3e, 'x86_64']
    const arn = await layer('foreign', { 'bin/greet': { text: elf(other), executable: true } })
    await rig.deploy('greeter', GREETER, { Layers: [arn] })
    expect(await rig.invoke('greeter')).toMatchObject({
      payload: {
        status: 126,
        stderr: expect.stringContaining(`greet, of a layer, is a program for Linux on ${processor}`),
      },
    })
  })

  test.each<[string, NodeJS.Platform, NodeJS.Architecture, boolean, boolean]>([
    ['the same processor', 'linux', 'x64', false, true],
    ['another processor', 'linux', 'arm64', false, false],
    ['another processor that is emulated', 'linux', 'arm64', true, true],
    ['another system', 'darwin', 'x64', false, false],
  ])('for Linux on x86_64, on %s', async (_, platform, arch, emulated, runs) => {
    await writeFile(join(directory, 'program'), elf(0x3e), 'latin1')
    await writeFile(join(directory, 'script'), '#!/bin/sh\n')
    const found = foreignPrograms(directory, { platform, arch, emulates: () => emulated, path: '' })
    expect(found).toEqual(runs ? [] : [{ name: 'program', processor: 'x86_64' }])
  })

  describe('has in its place', () => {
    const mac: Machine = { platform: 'darwin', arch: 'arm64', emulates: () => false, path: '' }
    const greet = { name: 'greet', processor: 'x86_64' }
    const run = () => spawnSync(join(directory, 'greet'), { encoding: 'utf8' })

    test('the program of its name that the machine has', async () => {
      const installed = join(directory, 'installed')
      await mkdir(installed)
      await writeFile(join(installed, 'greet'), '#!/bin/sh\necho hello\n', { mode: 0o755 })
      writeSubstitutes(directory, [greet], { ...mac, path: `/nowhere:${installed}` })
      expect(run()).toMatchObject({ status: 0, stdout: 'hello\n' })
    })

    test('the reason, if the machine has a file of its name that is no program', async () => {
      await mkdir(join(directory, 'installed', 'greet'), { recursive: true })
      await mkdir(join(directory, 'other'))
      await writeFile(join(directory, 'other', 'greet'), 'no program')
      const path = ['installed', 'other'].map(name => join(directory, name)).join(':')
      writeSubstitutes(directory, [greet], { ...mac, path })
      expect(run()).toMatchObject({
        status: 126,
        stderr: expect.stringContaining('(darwin on arm64), and the PATH has no greet to take its place'),
      })
    })
  })

  /** The head of an ELF file for a processor, as Latin-1 text. */
  function elf(processor: number): string {
    const head = Buffer.alloc(64)
    head.write('\x7fELF', 'latin1')
    head.writeUInt16LE(processor, 18)
    return head.toString('latin1')
  }
})

function publish(
  LayerName: string,
  files: Record<string, Packed>,
  input: Partial<PublishLayerVersionCommandInput> = {},
) {
  return rig.functions.send(
    new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: zip(files) }, ...input }),
  )
}

async function layer(name: string, files: Record<string, Packed>): Promise<string> {
  return (await publish(name, files)).LayerVersionArn as string
}

function template(asset: string, properties: Record<string, unknown> = {}): Promise<CreatedResource> {
  return create('AWS::Lambda::LayerVersion', {
    Content: { S3Bucket: 'assets', S3Key: asset },
    ...properties,
  })
}

async function create(type: string, properties: Record<string, unknown>): Promise<CreatedResource> {
  const resource: Resource = {
    type: 'AWS::Lambda::LayerVersion',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Test/1',
    stackName: 'Stack',
    logicalId: 'Layer',
    properties,
    physicalName: () => 'Stack-Layer-1A2B',
    assetDirectory: key => key,
  }
  const found = rig.lambda.resourceTypes.find(candidate => candidate.type === type)
  return (await found?.create(resource)) as CreatedResource
}
