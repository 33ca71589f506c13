/*
 * The limit of a function's temporary directory, for what Node.js writes: part of the bootstrap.
 *
 * A file system of the right size would need root. So the calls by which Node.js writes count what they write, look
 * at the directory where that may have become too much, and fail as they do on Lambda. What copies files within the
 * kernel and what other programs write passes by; the local AWS, which looks at the directory from time to time,
 * ends the environment then.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { constants } from 'node:os'
import { join, resolve, sep } from 'node:path'

/** Others may have written beside: after so many bytes the directory is looked at in any case. */
const COUNT_AFTER_BYTES = 16 * 1024 * 1024
const BLOCK_BYTES = 512

/** Lets writes fail with ENOSPC once the files in `directory` take `limitBytes`. */
export function limitWrites(directory, limitBytes) {
  let counted = 0
  let written = 0

  /** @returns the error for who wants to write `bytes` into what `isInside` tells of, if they find no room */
  function refusal(bytes, isInside) {
    written += bytes
    if (written < COUNT_AFTER_BYTES && counted + written <= limitBytes) return undefined
    counted = sizeOf(directory)
    written = bytes
    if (counted + bytes <= limitBytes || !isInside()) return undefined
    written = 0
    return noSpace()
  }

  const byDescriptor = (descriptor, data) => refusal(sizeOfData(data), () => isFile(descriptor))
  const byTarget = (target, data) =>
    refusal(sizeOfData(data), () =>
      typeof target === 'number' ? isFile(target) : resolve(String(target)).startsWith(directory + sep),
    )

  for (const name of ['write', 'writev']) wrap(fs, name, byDescriptor, failCallback)
  for (const name of ['writeSync', 'writevSync']) wrap(fs, name, byDescriptor, failNow)
  wrap(fs, 'writeFileSync', byTarget, failNow)
  for (const name of ['writeFile', 'appendFile']) wrap(fs.promises, name, byTarget, failLater)

  // The class of file handles is known once there is one.
  const open = fs.promises.open
  fs.promises.open = async (...args) => {
    const handle = await open(...args)
    fs.promises.open = open
    const { prototype } = handle.constructor
    for (const name of ['write', 'writev', 'writeFile', 'appendFile']) {
      if (!Object.hasOwn(prototype[name], WRAPPED)) wrapMethod(prototype, name, byDescriptor)
    }
    syncBuiltinESMExports()
    return handle
  }
  syncBuiltinESMExports()
}

const WRAPPED = Symbol('limited')

const failCallback = (error, args) => process.nextTick(args.at(-1), error)
const failLater = error => Promise.reject(error)
const failNow = error => {
  throw error
}

function wrap(owner, name, refusalOf, fail) {
  const original = owner[name]
  const limited = (...args) => {
    const error = refusalOf(args[0], args[1])
    return error ? fail(error, args) : original.apply(owner, args)
  }
  // Among them is how `promisify` names the results.
  owner[name] = Object.defineProperties(limited, Object.getOwnPropertyDescriptors(original))
}

function wrapMethod(prototype, name, refusalOf) {
  const original = prototype[name]
  prototype[name] = async function limited(data, ...args) {
    const error = refusalOf(this.fd, data)
    if (error) throw error
    return original.call(this, data, ...args)
  }
  prototype[name][WRAPPED] = true
}

/** Of a string, bytes, or a list of either; what a stream will bring is not known. */
function sizeOfData(data) {
  if (typeof data === 'string') return Buffer.byteLength(data)
  if (Array.isArray(data)) return data.reduce((total, part) => total + sizeOfData(part), 0)
  return data?.byteLength ?? 0
}

function isFile(descriptor) {
  try {
    return fs.fstatSync(descriptor).isFile()
  } catch {
    return false
  }
}

function sizeOf(directory) {
  let used = 0
  for (const name of fs.readdirSync(directory, { recursive: true })) {
    const file = fs.lstatSync(join(directory, name), { throwIfNoEntry: false })
    used += (file?.blocks ?? 0) * BLOCK_BYTES
  }
  return used
}

function noSpace() {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), {
    errno: -constants.errno.ENOSPC,
    code: 'ENOSPC',
    syscall: 'write',
  })
}
