import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../terminal/temporary-directory.ts'

const run = promisify(execFile)

/** A revision of the project in a temporary directory, with its dependencies. */
export class OtherRevision {
  /** The abbreviated commit. */
  readonly name: string
  readonly directory: string

  private constructor(name: string, directory: string) {
    this.name = name
    this.directory = directory
  }

  /**
   * Uses `git archive`, which, unlike a work tree, leaves no trace in the repository. The dependencies are those of the
   * checkout if the lock files are the same; otherwise they are installed.
   *
   * @param checkout the directory of a git repository whose dependencies are installed
   * @param revision in any form that git accepts
   * @param signal stops it
   * @throws if there is no such revision, or its dependencies cannot be installed
   */
  static async layOut(checkout: string, revision: string, signal: AbortSignal): Promise<OtherRevision> {
    const commit = await commitOf(checkout, revision, signal)
    const directory = makeTemporaryDirectory('revision')
    const laidOut = new OtherRevision(commit.slice(0, 7), directory)
    try {
      const archive = join(directory, 'archive.tar')
      await run('git', ['archive', '--output', archive, commit], { cwd: checkout, signal })
      await run('tar', ['-xf', archive, '-C', directory], { signal })
      rmSync(archive)
      await bringDependencies(checkout, directory, signal)
      return laidOut
    } catch (cause) {
      laidOut.remove()
      throw cause
    }
  }

  remove(): void {
    removeTemporaryDirectory(this.directory)
  }
}

async function commitOf(checkout: string, revision: string, signal: AbortSignal): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  try {
    const { stdout } = await run('git', args, { cwd: checkout, signal })
    return stdout.trim()
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message: string }
    if (code !== 1) throw new Error(`Git cannot look for the revision ${revision}: ${message}`, { cause })
    throw new Error(
      `This repository has no revision ${revision}: name a commit, branch or tag that "git log" knows. ` +
        'A shallow clone lacks older ones; "git fetch --unshallow" fetches them.',
    )
  }
}

async function bringDependencies(checkout: string, directory: string, signal: AbortSignal): Promise<void> {
  if (lockFileOf(checkout) === lockFileOf(directory)) {
    symlinkSync(join(checkout, 'node_modules'), join(directory, 'node_modules'))
    return
  }
  process.stderr.write('installing the dependencies of the other revision…\n')
  const installing = run('npm', ['ci', '--loglevel=error'], { cwd: directory, signal })
  const closed = new Promise(resolve => installing.child.once('close', resolve))
  try {
    await installing
  } finally {
    // An aborted npm may write for a moment longer.
    await closed
  }
}

function lockFileOf(directory: string): string | undefined {
  const file = join(directory, 'package-lock.json')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
