import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface AccessKey {
  accessKeyId: string
  secretAccessKey: string
}

/** Servers that are measured beside the local AWS accept any. */
const ANY: AccessKey = { accessKeyId: 'any', secretAccessKey: 'any' }

/** The developer's access key of the local AWS at `endpoint`, which it announces to tools of its user. */
export function credentialsAt(endpoint: string): AccessKey {
  const directory = join(tmpdir(), `local-aws-${process.getuid?.()}`)
  const files = existsSync(directory) ? readdirSync(directory) : []
  const announced = files.map(name => JSON.parse(readFileSync(join(directory, name), 'utf8')))
  return announced.find(running => running.endpoint === endpoint)?.credentials ?? ANY
}
