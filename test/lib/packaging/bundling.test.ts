import { execFileSync } from 'node:child_process'
import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Bundles, bundleFunctions } from '../../../lib/packaging/bundling.ts'
import { entryOf, type FunctionName, functionNames } from '../../../lib/packaging/functions.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'project-'))
  write('package.json', JSON.stringify({ dependencies: { esbuild: '0.0.0' } }))
  for (const name of functionNames) write(entryOf(name), `export const handler = () => '${name}'\n`)
})
afterEach(() => {
  jest.restoreAllMocks()
  rmSync(root, { recursive: true })
})

const output = () => join(root, '.build')
const bundle = () => bundleFunctions(root, output())

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** Gives a function code: what it imports, and the expression that it answers with. */
function writeFunction(name: FunctionName, imports: string, answer: string): void {
  write(entryOf(name), `${imports}\nexport const handler = () => ${answer}\n`)
}

function directoryOf(bundles: Bundles, name: FunctionName): string {
  const bundle = bundles.get(name)
  if (bundle === undefined) throw new Error(`${name} has no bundle.`)
  return bundle.directory
}

/** The functions whose code is another one than before. */
async function changedSince(before: Bundles): Promise<FunctionName[]> {
  const now = await bundle()
  return functionNames.filter(name => now.get(name)?.fingerprint !== before.get(name)?.fingerprint)
}

/** Calls a function's handler as Lambda would: its directory is all that it has. */
function call(bundles: Bundles, name: FunctionName): string {
  const script = `const { handler } = await import('${join(directoryOf(bundles, name), 'index.mjs')}')
  console.log(await handler())`
  const run = ['--enable-source-maps', '--input-type=module', '--eval', script]
  return execFileSync(process.execPath, run, { encoding: 'utf8' }).trim()
}

/** The sources whose code is in a function's directory. */
function sourcesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter(file => file.endsWith('.map'))
    .flatMap(file => JSON.parse(readFileSync(join(directory, file), 'utf8')).sources as string[])
    .map(source => source.replace(/^(\.\.\/)+/, ''))
    .toSorted()
}

describe("a function's directory", () => {
  test('holds what the function loads, at once, through others, or later, and no more', async () => {
    write('lambda/shop/one.ts', "import { two } from './two.ts'\nexport const one = () => 'one, ' + two()\n")
    write('lambda/shop/two.ts', "export const two = () => 'two'\n")
    write('lambda/shop/later.ts', "export const later = () => 'later'\n")
    write('lambda/shop/other.ts', "export const other = () => 'other'\n")
    writeFunction('shop/buying', "import { one } from '../one.ts'", 'one()')
    writeFunction('shop/status', "import { two } from '../two.ts'", 'two()')
    const later = "(await import('../later.ts')).later()"
    write(
      entryOf('shop/history'),
      `import { one } from '../one.ts'\nexport const handler = async () => one() + ', ' + ${later}\n`,
    )
    for (const name of ['shop/review', 'shop/receipts'] as const) {
      writeFunction(name, "import { other } from '../other.ts'", 'other()')
    }
    const bundles = await bundle()
    expect(call(bundles, 'shop/history')).toBe('one, two, later')
    expect(sourcesIn(directoryOf(bundles, 'shop/history'))).toEqual(
      ['functions/history.ts', 'later.ts', 'one.ts', 'two.ts'].map(file => `lambda/shop/${file}`),
    )
    expect(call(bundles, 'shop/status')).toBe('two')
    expect(sourcesIn(directoryOf(bundles, 'shop/status'))).toEqual([
      'lambda/shop/functions/status.ts',
      'lambda/shop/two.ts',
    ])
  })

  test('shares chunks with the others by links', async () => {
    write('lambda/shop/shared.ts', "export const shared = () => 'shared'\n")
    for (const name of ['shop/buying', 'shop/status'] as const) {
      writeFunction(name, "import { shared } from '../shared.ts'", 'shared()')
    }
    const directory = directoryOf(await bundle(), 'shop/buying')
    const chunk = readdirSync(directory).find(file =>
      readFileSync(join(directory, file), 'utf8').includes('"shared"'),
    )
    expect(statSync(join(directory, chunk ?? '')).nlink).toBe(2)
  })

  test('is of use to CommonJS packages, which call require', async () => {
    write('node_modules/old/package.json', JSON.stringify({ name: 'old', main: 'index.js' }))
    write('node_modules/old/index.js', "exports.separator = () => require('node:path').posix.sep\n")
    for (const name of ['shop/buying', 'shop/status'] as const) {
      writeFunction(name, "import { separator } from 'old'", 'separator()')
    }
    expect(call(await bundle(), 'shop/status')).toBe('/')
  })

  test("names the sources' files and lines in stack traces, of chunks as well", async () => {
    write(
      'lambda/shop/thrower.ts',
      "\n\nexport function thrower(): string {\n  return new Error('no').stack ?? ''\n}\n",
    )
    for (const name of ['shop/buying', 'shop/status'] as const) {
      writeFunction(name, "import { thrower } from '../thrower.ts'\n", 'thrower()')
    }
    const stack = call(await bundle(), 'shop/buying')
    expect(stack).toMatch(/lambda\/shop\/thrower\.ts:4:10/)
    expect(stack).toMatch(/lambda\/shop\/functions\/buying\.ts:3:30/)
  })
})

describe('another fingerprint', () => {
  test('is that of a function alone whose own module has changed', async () => {
    write('lambda/shop/leaf.ts', "export const leaf = 'old'\n")
    writeFunction('shop/buying', "import { leaf } from '../leaf.ts'", 'leaf')
    const before = await bundle()
    const untouched = join(directoryOf(before, 'shop/status'), 'index.mjs')
    const { ino, mtimeMs } = statSync(untouched)
    write('lambda/shop/leaf.ts', "export const leaf = 'newer'\n")
    expect(await changedSince(before)).toEqual(['shop/buying'])
    expect(statSync(untouched)).toMatchObject({ ino, mtimeMs })
    expect(call(await bundle(), 'shop/buying')).toBe('newer')
    expect(call(before, 'shop/buying')).toBe('old')
  })

  test('is that of every function that loads a changed module', async () => {
    write('lambda/shop/shared.ts', "export const shared = 'old'\n")
    for (const name of ['shop/buying', 'mail/mailer'] as const) {
      writeFunction(name, "import { shared } from '../../shop/shared.ts'", 'shared')
    }
    const before = await bundle()
    write('lambda/shop/shared.ts', "export const shared = 'newer'\n")
    expect(await changedSince(before)).toEqual(['shop/buying', 'mail/mailer'])
  })

  test('is not that of a function whose code moves to a chunk, or out of one, for the sake of another', async () => {
    writePackage("export { first, second } from './values.js'\n")
    write('lambda/shop/leaf.ts', "export const leaf = 'leaf'\n")
    const imports = "import { leaf } from '../../shop/leaf.ts'\nimport { first } from 'values'"
    writeFunction('shop/buying', imports, 'leaf + first')
    const alone = await bundle()
    writeFunction('mail/mailer', imports.replace('first', 'second'), 'leaf + second')
    expect(await changedSince(alone)).toEqual(['mail/mailer'])
    const shared = await bundle()
    expect(call(shared, 'shop/buying')).toBe('leaf1')
    expect(call(shared, 'mail/mailer')).toBe('leaf2')
    writeFunction('mail/mailer', '', "'alone again'")
    expect(await changedSince(shared)).toEqual(['mail/mailer'])
  })

  test('is that of a function whose package means something else by a name', async () => {
    writePackage("export { first, second } from './values.js'\n")
    writeFunction('shop/buying', "import { first, second } from 'values'", 'first * 10 + second')
    const before = await bundle()
    expect(call(before, 'shop/buying')).toBe('12')
    writePackage("export { second as first, first as second } from './values.js'\n")
    expect(await changedSince(before)).toEqual(['shop/buying'])
    expect(call(await bundle(), 'shop/buying')).toBe('21')
  })

  test('is that of a function whose package changes, even in what the function does not use', async () => {
    writePackage("export { first, second } from './values.js'\n")
    writeFunction('shop/buying', "import { first } from 'values'", 'first')
    const before = await bundle()
    write('node_modules/values/values.js', 'export const first = 1\nexport const second = 3\n')
    expect(await changedSince(before)).toEqual(['shop/buying'])
  })

  test('is that of every function when esbuild is another', async () => {
    const before = await bundle()
    write('package.json', JSON.stringify({ dependencies: { esbuild: '0.0.1' } }))
    expect(await changedSince(before)).toEqual(functionNames)
  })

  test.each(['bundled-code.ts', 'bundling-run.ts', 'fingerprints.ts', 'function-directories.ts'])(
    'is that of every function when %s is another, which decides how functions are laid out',
    async file => {
      const before = await bundle()
      const { readFileSync: read } = fs
      jest.spyOn(fs, 'readFileSync').mockImplementation((path, options) => {
        const text = read(path, options)
        return String(path).endsWith(`lib/packaging/${file}`) ? `${text}\n` : text
      })
      expect(await changedSince(before)).toEqual(functionNames)
    },
  )

  function writePackage(index: string): void {
    write(
      'node_modules/values/package.json',
      JSON.stringify({ name: 'values', module: 'index.js', sideEffects: false }),
    )
    write('node_modules/values/index.js', index)
    write('node_modules/values/values.js', 'export const first = 1\nexport const second = 2\n')
  }
})

describe('a run', () => {
  test('names directories after the function and the beginning of its fingerprint', async () => {
    for (const [name, { directory, fingerprint }] of await bundle()) {
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
      expect(directory).toBe(join(output(), `${name.replace('/', '-')}-${fingerprint.slice(0, 16)}`))
    }
  })

  test('is skipped if nothing has changed: the record has the fingerprints', async () => {
    const before = await bundle()
    const { mtimeMs } = statSync(join(output(), 'record.json'))
    expect(await bundle()).toEqual(before)
    expect(statSync(join(output(), 'record.json')).mtimeMs).toBe(mtimeMs)
  })

  describe('lets esbuild collect garbage', () => {
    const { GOGC } = process.env
    afterEach(() => {
      if (GOGC === undefined) delete process.env.GOGC
      else process.env.GOGC = GOGC
    })

    test.each([
      ['as the environment says', '50', '50'],
      ['never, if it says nothing', undefined, 'off'],
    ])('%s', async (_, given, used) => {
      delete process.env.GOGC
      if (given !== undefined) process.env.GOGC = given
      await bundle()
      expect(process.env.GOGC).toBe(used)
    })
  })

  test('at the same time as another leaves whole directories and nothing else', async () => {
    const [one, other] = await Promise.all([bundle(), bundle()])
    expect(one).toEqual(other)
    const directories = functionNames.map(name => directoryOf(one, name))
    const left = readdirSync(output()).map(name => join(output(), name))
    expect(left.toSorted()).toEqual([...directories, join(output(), 'record.json')].toSorted())
    expect(call(one, 'shop/buying')).toBe('shop/buying')
  })

  test('makes a directory that somebody removed', async () => {
    const directory = directoryOf(await bundle(), 'shop/buying')
    rmSync(directory, { recursive: true })
    expect(call(await bundle(), 'shop/buying')).toBe('shop/buying')
  })

  test('keeps what another may be reading, and removes what none has used for an hour', async () => {
    const directory = directoryOf(await bundle(), 'shop/buying')
    writeFunction('shop/buying', '', "'newer'")
    await bundle()
    expect(readdirSync(directory)).toContain('index.mjs')
    const anHourAgo = new Date(Date.now() - 3_601_000)
    utimesSync(directory, anHourAgo, anHourAgo)
    writeFunction('shop/buying', '', "'newest'")
    const kept = directoryOf(await bundle(), 'shop/status')
    expect(readdirSync(output()).map(name => join(output(), name))).not.toContain(directory)
    expect(readdirSync(kept)).toContain('index.mjs')
  })

  test('takes a source that is newer than the clock', async () => {
    const inAMinute = new Date(Date.now() + 60_000)
    utimesSync(join(root, entryOf('shop/buying')), inAMinute, inAMinute)
    expect(call(await bundle(), 'shop/buying')).toBe('shop/buying')
  })

  test('refuses a module that imports the entry of a function', async () => {
    writeFunction('shop/buying', "import { handler as other } from './status.ts'", 'other()')
    await expect(bundle()).rejects.toThrow(
      'lambda/shop/functions/buying.ts imports lambda/shop/functions/status.ts, the entry of a function. ' +
        'Move what both need into a separate module.',
    )
    expect(readdirSync(root)).not.toContain('.build')
  })
})
