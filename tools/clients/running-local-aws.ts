import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a local AWS announces to the tools of its user (local-aws/README.md, "Found by tools"). */
export interface AnnouncedLocalAws {
  readonly endpoint: string
  readonly region: string
  /** Of its developer. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** The addresses of the local AWSs that this user runs. */
export function runningLocalAws(): string[] {
  return announced().map(({ endpoint }) => endpoint)
}

/** The local AWS of this user at `endpoint`, if one runs there. */
export function announcedLocalAws(endpoint: string): AnnouncedLocalAws | undefined {
  // All listen at 127.0.0.1, which has several names.
  const { port } = new URL(endpoint)
  return announced().find(running => new URL(running.endpoint).port === port)
}

function announced(): AnnouncedLocalAws[] {
  const directory = join(tmpdir(), `local-aws-${process.getuid?.()}`)
  // Another user's, or a link of theirs, would lead to a server of theirs.
  const stats = lstatSync(directory, { throwIfNoEntry: false })
  if (!stats?.isDirectory() || stats.uid !== process.getuid?.()) return []
  return readdirSync(directory).flatMap(name => {
    const { pid, ...running } = JSON.parse(readFileSync(join(directory, name), 'utf8'))
    return isAlive(pid) ? [running as AnnouncedLocalAws] : []
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
