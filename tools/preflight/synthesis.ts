import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../terminal/temporary-directory.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** The synthesis failed; the app's output is on standard error. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError'

  constructor(exitCode: number | null) {
    super(`The synthesis failed: "node bin/app.ts" exited with ${exitCode}; see above.`)
  }
}

/**
 * Synthesizes the app as `cdk deploy` does, without the CLI, into a directory that is removed when this process exits.
 *
 * @param overrides context that overrides that of `cdk.json`, like `cdk deploy -c key=value`
 * @returns the directory of the cloud assembly
 * @throws SynthesisError, TemporaryDirectoryError
 */
export async function synthesize(overrides: Readonly<Record<string, string>>): Promise<string> {
  const assembly = makeTemporaryDirectory('preflight')
  process.once('exit', () => removeTemporaryDirectory(assembly))
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'))
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'app.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...overrides }),
    },
  })
  // Before the directory is removed that it writes into.
  process.prependOnceListener('exit', () => child.kill('SIGTERM'))
  // Standard output is only for the verdicts.
  child.stdout.pipe(process.stderr, { end: false })
  child.stderr.pipe(process.stderr, { end: false })
  const [exitCode] = await once(child, 'close')
  if (exitCode !== 0) throw new SynthesisError(exitCode)
  return assembly
}
