import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs `work` with an empty directory, the only one. It first removes what a killed invocation left, because "the
 * execution environment… can be reused" with its `/tmp` (Lambda Developer Guide, Execution environment), and two videos
 * may not fit.
 */
export async function inEmptyDirectory<Result>(
  work: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = join(tmpdir(), 'video-encoding')
  const clear = () => rm(directory, { recursive: true, force: true, maxRetries: 3 })
  await clear()
  await mkdir(directory)
  try {
    return await work(directory)
  } finally {
    await clear()
  }
}
