import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A cloud assembly made for one run. */
export interface Synthesis {
  directory: string
  /** Removes it. */
  remove(): Promise<void>
}

/** The app did not synthesize; what it printed stands above on standard error. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError'
}

/**
 * Runs the CDK app of the project as `cdk synth` would, without the CLI (which takes longer than the app):
 * the same command, the same context, so the same templates.
 *
 * @param root the directory of `cdk.json`
 * @param overrides context that comes before that of `cdk.json`, like `cdk synth -c key=value`
 * @param signal stops the app
 * @throws SynthesisError when the app fails
 * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export async function synthesize(
  root: string,
  overrides: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Synthesis> {
  const { app, context = {} } = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'))
  const directory = await mkdtemp(join(tmpdir(), 'local-aws-assembly-'))
  const remove = () => rm(directory, { recursive: true, force: true })

  try {
    await run(app, root, signal, {
      ...process.env,
      PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...overrides }),
    })
    return { directory, remove }
  } catch (cause) {
    await remove()
    throw cause
  }
}

async function run(command: string, cwd: string, signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<void> {
  // A group of its own, so that the shell and what it runs end together.
  const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.pipe(process.stderr, { end: false })
  child.stderr.pipe(process.stderr, { end: false })
  const end = () => process.kill(-(child.pid as number), 'SIGTERM')
  signal.addEventListener('abort', end, { once: true })
  // Closed when the last of the group has let go of its output.
  const [code] = await once(child, 'close')
  signal.removeEventListener('abort', end)
  if (code !== 0 && !signal.aborted) {
    throw new SynthesisError(`The app does not synthesize: "${command}" exited with ${code}; see above.`)
  }
}
