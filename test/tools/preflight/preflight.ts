import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseCommandLine } from '../../../tools/preflight/command-line.ts'
import { preflight } from '../../../tools/preflight/preflight.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const MAIN = join(ROOT, 'tools', 'preflight', 'main.ts')
const NODE = join(ROOT, 'node_modules', '.bin', 'node')

/** No account, whatever the machine is signed in to. */
const NOBODY = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1' }

export interface Lines {
  lines: string[]
  passes: boolean
}

/** In this process: see {@link signedInToNothing}. */
export async function linesOf(args: readonly string[]): Promise<Lines> {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const passes = await preflight(parseCommandLine(args), { print, progress: () => undefined })
  return { lines, passes }
}

/** The environment of this process, as long as a test file runs. */
export function signedInToNothing(): void {
  const before = { ...process.env }
  beforeAll(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
    Object.assign(process.env, NOBODY)
  })
  afterAll(() => {
    process.env = before
  })
}

export interface Run {
  output: string
  errors: string
  exitCode: number | null
}

/** The command itself, as `npm run preflight -- …` runs it. */
export async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const child = spawn(NODE, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...NOBODY, ...env },
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  const [exitCode] = await once(child, 'close')
  return { output, errors, exitCode }
}
