import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from './process-directory.ts'

/** A cloud assembly made for one run. */
export interface Synthesis {
  directory: string
  /** Removes the directory. */
  remove(): Promise<void>
}

/** The options of {@link synthesize}. */
export interface SynthesisOptions {
  /** The command that synthesizes. @default - `app` in `cdk.json` */
  app?: string
  /** Context that overrides that of `cdk.json`, like `cdk synth -c key=value`. */
  context?: Readonly<Record<string, string>>
}

/** The synthesis failed; the app's output is on standard error. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError'
}

/** No app to synthesize is given, or `cdk.json` cannot be read. */
export class NoAppError extends Error {
  override readonly name = 'NoAppError'
}

/** The relevant parts of `cdk.json`. */
interface Project {
  app?: unknown
  /** A command to run before the app. */
  build?: unknown
  context?: object
}

/** An app as its project defines it. */
export interface App {
  /** The directory of the project. */
  root: string
  command: string
  /** A command to run before the app. */
  build: string | undefined
  /** The context from `cdk.context.json`, `cdk.json` and the options. */
  context: object
}

/**
 * Reads the app of a project.
 *
 * @throws NoAppError where neither `options` nor `cdk.json` names an app
 */
export async function readApp(root: string, options: SynthesisOptions): Promise<App> {
  const project = await readProject<Project>(root, 'cdk.json')
  const command = options.app ?? commandOf(project, 'app', root)
  if (!command) throw noApp(root, project)
  const build = commandOf(project, 'build', root)
  const lookups = await readProject<object>(root, 'cdk.context.json')
  const context = { ...lookups, ...project?.context, ...options.context }
  return { root, command, build, context }
}

/**
 * Runs a CDK app like `cdk synth`, with the same command and context and therefore the same templates, but without the
 * CLI, which takes longer than the app.
 *
 * @param root the working directory of the app, with `cdk.json` and `cdk.context.json` if there are any
 * @param signal stops the app
 * @throws NoAppError if neither `options` nor `cdk.json` names an app
 * @throws SynthesisError if the app fails or writes no assembly
 * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export async function synthesize(
  root: string,
  options: SynthesisOptions,
  signal: AbortSignal,
): Promise<Synthesis> {
  return synthesizeApp(await readApp(root, options), signal)
}

/**
 * Like {@link synthesize}, for an app that has been read.
 *
 * @throws SynthesisError if the app fails
 */
export async function synthesizeApp(
  { root, command, build, context }: App,
  signal: AbortSignal,
): Promise<Synthesis> {
  const directory = makeTemporaryDirectory('assembly')
  const remove = async () => removeTemporaryDirectory(directory)

  const env = {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    CDK_OUTDIR: directory,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  }
  try {
    if (build) await run(build, root, signal, env)
    if (!signal.aborted) await run(command, root, signal, env)
    if (!signal.aborted && !existsSync(join(directory, 'manifest.json'))) throw noAssembly(command)
    return { directory, remove }
  } catch (cause) {
    await remove()
    throw cause
  }
}

/** @throws NoAppError if the file is not JSON */
async function readProject<T>(root: string, name: string): Promise<T | undefined> {
  const file = join(root, name)
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new NoAppError(`${file} cannot be read: ${(cause as Error).message}. Correct it.`, { cause })
  }
}

/** @throws NoAppError if the value in `cdk.json` is not a command */
function commandOf(project: Project | undefined, key: 'app' | 'build', root: string): string | undefined {
  const command = project?.[key]
  if (command === undefined) return undefined
  if (typeof command === 'string') return command.trim()
  throw new NoAppError(
    `"${key}" in ${join(root, 'cdk.json')} is ${JSON.stringify(command)}: make it a command, such as "node bin/app.js".`,
  )
}

/** The CDK writes to the directory in CDK_OUTDIR, unless the app sets another one. */
function noAssembly(app: string): SynthesisError {
  return new SynthesisError(
    `"${app}" made no cloud assembly in the directory that CDK_OUTDIR names: let it be the command of a CDK app whose "new App()" has no outdir. What is synthesized already runs with --assembly.`,
  )
}

function noApp(root: string, project: Project | undefined): NoAppError {
  const what = project ? `The cdk.json in ${root} has no "app"` : `There is no cdk.json in ${root}`
  return new NoAppError(
    `${what}: say what to run with --app 'node bin/app.ts', with --assembly cdk.out for what is synthesized already, or with --empty for the services alone.`,
  )
}

async function run(command: string, cwd: string, signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<void> {
  // A separate process group, so that the shell and its children end together.
  const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.pipe(process.stderr, { end: false })
  child.stderr.pipe(process.stderr, { end: false })
  const end = () => process.kill(-(child.pid as number), 'SIGTERM')
  signal.addEventListener('abort', end, { once: true })
  // Emitted when the last process of the group has closed its output.
  const [code] = await once(child, 'close')
  signal.removeEventListener('abort', end)
  if (code !== 0 && !signal.aborted) {
    throw new SynthesisError(`The app does not synthesize: "${command}" exited with ${code}; see above.`)
  }
}
