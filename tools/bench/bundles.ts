import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../terminal/temporary-directory.ts'
import { synthesizedFunctions } from './assembly.ts'
import { kilobytes, median, milliseconds, type Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

const RUNS = 7

/** The size of each function's bundle, and how long a new process needs to import it. */
export async function measureBundles(assembly: string): Promise<Row[]> {
  const scratch = makeTemporaryDirectory('bundles')
  try {
    const empty = join(scratch, 'index.mjs')
    writeFileSync(empty, 'export const handler = async () => {}\n')
    const rows: Row[] = []
    for (const { service, directory, environment } of synthesizedFunctions(assembly)) {
      const bundle = join(directory, 'index.mjs')
      const inits: number[] = []
      const emptyInits: number[] = []
      for (let run = 0; run < RUNS; run++) {
        inits.push(await initTime(bundle, environment))
        emptyInits.push(await initTime(empty, {}))
      }
      const { bytes, gzipBytes } = sizeOf(directory)
      rows.push({
        what: `bundle ${service}: size, init`,
        measured: `${kilobytes(bytes)} (${kilobytes(gzipBytes)} gzip), ${milliseconds(median(inits))}`,
        beside: `empty handler ${milliseconds(median(emptyInits))}`,
      })
    }
    return rows
  } finally {
    removeTemporaryDirectory(scratch)
  }
}

/** The size of the code only; each file is compressed separately, as in the package that Lambda gets. */
function sizeOf(directory: string): { bytes: number; gzipBytes: number } {
  const files = readdirSync(directory).filter(file => file.endsWith('.mjs'))
  const code = files.map(file => readFileSync(join(directory, file)))
  return {
    bytes: code.reduce((sum, { length }) => sum + length, 0),
    gzipBytes: code.reduce((sum, file) => sum + gzipSync(file).length, 0),
  }
}

async function initTime(module: string, environment: Record<string, string>): Promise<number> {
  const region = { AWS_REGION: 'us-east-1' }
  return Number((await runScript(beside('init-time.ts'), [module], { ...region, ...environment })).output)
}
