import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The addresses of the local AWSs that this user runs, as they announce them (local-aws/README.md, "Found by tools"). */
export function runningLocalAws(): string[] {
  const directory = join(tmpdir(), `local-aws-${process.getuid?.()}`)
  // Another user's would lead to a server of theirs.
  if (!existsSync(directory) || statSync(directory).uid !== process.getuid?.()) return []
  return readdirSync(directory).flatMap(name => {
    const { endpoint, pid } = JSON.parse(readFileSync(join(directory, name), 'utf8'))
    return isAlive(pid) ? [String(endpoint)] : []
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
