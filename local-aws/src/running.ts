import { chmodSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import { clearAbandoned, isAlive, isOwnDirectory, usingTemporaryDirectory } from './process-directory.ts'

/** What the file says of a local AWS that runs. */
export interface RunningLocalAws {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string
  readonly region: string
  /** Of its developer, unpredictable and new at each start. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Of the process: the file of one that was killed stays until another starts. */
  readonly pid: number
}

/**
 * Lets tools of the same user find a local AWS without being told its address: by the file
 * `<temporary directory>/local-aws-<user id>/<process id>.json`, which no other user can read or write.
 *
 * It also clears what killed ones left in the temporary directory.
 *
 * @returns removes the file
 * @throws TemporaryDirectoryError
 */
export function announce(where: Omit<RunningLocalAws, 'pid'>): () => void {
  clearAbandoned()
  return usingTemporaryDirectory(() => writeAnnouncement(where))
}

function writeAnnouncement({ endpoint, region, credentials }: Omit<RunningLocalAws, 'pid'>): () => void {
  const directory = join(tmpdir(), `local-aws-${process.getuid?.()}`)
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // Where another user made it first, nothing is announced: they could replace the file, or link to a directory whose
  // files are not ours to remove.
  if (!isOwnDirectory(directory)) return () => {}
  chmodSync(directory, 0o700)
  clearKilled(directory)
  const file = join(directory, `${process.pid}.json`)
  const running: RunningLocalAws = { endpoint, region, credentials, pid: process.pid }
  const remove = () => {
    rmSync(file, { force: true })
    try {
      rmdirSync(directory)
    } catch {
      // Others run.
    }
  }
  try {
    writeFileSync(file, JSON.stringify(running), { mode: 0o600 })
  } catch (cause) {
    // On a full disk it is there, but empty.
    remove()
    throw cause
  }
  return remove
}

function clearKilled(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (/^\d+\.json$/.test(name) && !isAlive(Number(parse(name).name)))
      rmSync(join(directory, name), { force: true })
  }
}
