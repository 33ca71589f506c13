import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** `messaging-tests-<host>-<pid>`: containers that share a temporary directory do not share process ids. */
const PREFIX = `messaging-tests-${hostname()}-`
/** Where the processes that tests start, such as npm and the tools, keep what Node.js makes of their sources. */
const COMPILE_CACHE = 'node-compile-cache'
/** What may stay until the end of the run: what `scratchDirectory` makes, and compiled code. */
const MAY_STAY = ['scratch', COMPILE_CACHE]

/**
 * Runs before all tests: gives the run a temporary directory of its own, which workers and the processes that tests
 * start inherit, and removes those of runs that were killed.
 */
export default function openTemporaryRoot() {
  if (isOpen()) return
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0
    if (pid > 0 && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
  const root = join(tmpdir(), `${PREFIX}${process.pid}`)
  mkdirSync(root)
  process.env.TMPDIR = root
  process.env.NODE_COMPILE_CACHE = join(root, COMPILE_CACHE)
}

/**
 * Removes the directory of the run.
 *
 * @throws Error naming what tests left in it
 */
export function closeTemporaryRoot() {
  // The other project of the run has closed it.
  if (!isOpen()) return
  const root = tmpdir()
  const left = readdirSync(root).filter(name => !MAY_STAY.includes(name))
  rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  process.env.TMPDIR = dirname(root)
  delete process.env.NODE_COMPILE_CACHE
  if (left.length === 0) return
  throw new Error(
    `Tests left these in the temporary directory: ${left.join(', ')}. Let each test remove what it makes there.`,
  )
}

function isOpen() {
  return basename(tmpdir()) === `${PREFIX}${process.pid}`
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
