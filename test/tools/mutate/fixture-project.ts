import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const SOURCE = `export async function pass(open: boolean, never: Promise<void>): Promise<string> {
  if (!open) await never
  return 'passed'
}

export function forgotten(): number {
  return 7
}
`

const TEST = `import { pass } from '../../lambda/gate.ts'

test('an open gate', async () => {
  expect(await pass(true, new Promise(() => {}))).toBe('passed')
})
`

const JEST = `export default {
  projects: [{
    displayName: 'fixture',
    roots: ['<rootDir>/test'],
    testMatch: ['**/*.test.ts'],
    transform: { '[.]ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
  }],
  testTimeout: 2000,
}
`

const EQUIVALENTS = [
  { file: 'lambda/gate.ts', code: 'return 7', original: '7', replacement: '8', why: 'An example.' },
  { file: 'lambda/gate.ts', code: 'return 7', original: '7', replacement: '9', why: 'Of an older version.' },
  { file: 'lambda/other.ts', code: 'return 7', original: '7', replacement: '9', why: 'Of another folder.' },
]

/** A tiny project: one function that a test executes, and one that no test does. */
export class FixtureProject {
  readonly root = mkdtempSync(join(tmpdir(), 'fixture-'))

  constructor() {
    this.write('lambda/gate.ts', SOURCE)
    this.write('test/lambda/gate.test.ts', TEST)
    this.write('jest.config.mjs', JEST)
    this.write('package.json', '{ "type": "module" }')
    this.write('tools/mutate/equivalents.json', JSON.stringify(EQUIVALENTS))
    symlinkSync(join(process.cwd(), 'node_modules'), join(this.root, 'node_modules'))
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true })
    writeFileSync(join(this.root, file), text)
  }

  remove(): void {
    rmSync(this.root, { recursive: true })
  }
}
