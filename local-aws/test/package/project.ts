import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const REPOSITORY = join(import.meta.dirname, '..', '..', '..')
const PACKAGE = '@messaging-on-aws/local-aws'
/** What the project has installed itself; linked, which is quicker than a download. */
const OWN = ['aws-cdk-lib', 'constructs', '@aws-sdk/client-sns', '@aws-sdk/client-sqs']

/** How a program ended. */
interface Result {
  code: number
  /** What it printed, errors included. */
  output: string
}

/** A CDK project of someone else's, in a directory of its own, with the packed package installed. */
export class Project {
  readonly directory: string
  readonly #running = new Set<ChildProcess>()

  private constructor(directory: string) {
    this.directory = directory
  }

  /** @throws Error with what npm printed */
  static async withPackage(): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), 'orders-')))
    try {
      await project.#install()
      return project
    } catch (cause) {
      await project.remove()
      throw cause
    }
  }

  async #install(): Promise<void> {
    const { directory } = this
    await cp(join(import.meta.dirname, 'orders'), directory, { recursive: true })
    await this.write('package.json', '{ "name": "orders", "private": true, "type": "module" }')
    const pack = ['pack', '-w', PACKAGE, '--pack-destination', directory, '--json']
    const { output } = await this.succeed('npm', pack, REPOSITORY)
    const [, tarball = ''] = /"filename": "([^"]+)"/.exec(output) ?? []
    await this.succeed('npm', [
      ...['install', `./${tarball}`, '--prefer-offline', '--ignore-scripts'],
      ...['--no-audit', '--no-fund', '--no-package-lock'],
    ])
    for (const name of OWN) {
      const link = join(directory, 'node_modules', name)
      await mkdir(dirname(link), { recursive: true })
      await symlink(join(REPOSITORY, 'node_modules', name), link)
    }
  }

  async write(file: string, content: string): Promise<void> {
    await writeFile(join(this.directory, file), content)
  }

  /** @throws Error where the program fails, with what it printed */
  async succeed(program: string, args: readonly string[], cwd?: string): Promise<Result> {
    const result = await this.run(program, args, cwd)
    if (result.code === 0) return result
    throw new Error(`${[program, ...args].join(' ')} exited with ${result.code}:\n${result.output}`)
  }

  async run(program: string, args: readonly string[], cwd = this.directory): Promise<Result> {
    const child = this.start(program, args, cwd)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', chunk => {
        output += chunk
      })
    }
    const [code] = await once(child, 'close')
    return { code: code as number, output }
  }

  /** Starts a program with the node that runs this test, in a process group of its own. */
  start(program: string, args: readonly string[], cwd = this.directory): ChildProcess {
    const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)
    const child = spawn(program, args, {
      cwd,
      // The validator of the CDK takes longer than the rest of the app.
      env: { ...process.env, PATH, CDK_VALIDATION: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    this.#running.add(child)
    child.once('close', () => this.#running.delete(child))
    return child
  }

  /** Ends what still runs, and removes the directory. */
  async remove(): Promise<void> {
    for (const child of this.#running) {
      const closed = once(child, 'close')
      process.kill(-(child.pid as number), 'SIGKILL')
      await closed
    }
    await rm(this.directory, { recursive: true, force: true })
  }
}
