import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  liveProcessDirectories,
  makeTemporaryDirectory,
  removeTemporaryDirectory,
} from './process-directory.ts'

/** A local AWS that runs on this machine, of this user. */
export interface RunningLocalAws {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string
  readonly region: string
  /** Of the process. */
  readonly pid: number
}

const PURPOSE = 'running'
const FILE = 'local-aws.json'

/**
 * Lets tools of the same user find a local AWS without being told its address.
 *
 * @returns ends that
 */
export function announce({ endpoint, region }: Omit<RunningLocalAws, 'pid'>): () => void {
  const directory = makeTemporaryDirectory(PURPOSE)
  const running: RunningLocalAws = { endpoint, region, pid: process.pid }
  writeFileSync(join(directory, FILE), JSON.stringify(running), { mode: 0o600 })
  return () => removeTemporaryDirectory(directory)
}

/** Those that `npm start` or the command `local-aws` runs for this user now. */
export function runningLocalAws(): RunningLocalAws[] {
  return liveProcessDirectories().flatMap(directory => {
    try {
      const announced = readdirSync(directory).filter(name => name.startsWith(`${PURPOSE}-`))
      return announced.flatMap(name => readOwn(join(directory, name, FILE)))
    } catch {
      // It ends at this moment, or is another user's.
      return []
    }
  })
}

/** What another user wrote would lead this user's tools to a server of theirs. */
function readOwn(file: string): RunningLocalAws[] {
  if (statSync(file).uid !== process.getuid?.()) return []
  return [JSON.parse(readFileSync(file, 'utf8')) as RunningLocalAws]
}
