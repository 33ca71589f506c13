/*
 * Whether a function's `.js` files are ES modules or CommonJS modules: part of the bootstrap.
 *
 * On Lambda no `package.json` lies above the function's directory. Here one may: that of the project in which
 * `cdk.out` lies. Its "type" is about the project's own files.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import Module, { registerHooks } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'

/** What Node wraps a CommonJS module in. */
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname']

/**
 * From here on, no `package.json` above the function's directory decides the kind of its modules.
 *
 * @param root the directory of the function's code
 * @returns the kind of a file, `undefined` where Node decides
 */
export function ignorePackagesAbove(root) {
  const top = realpathSync(root)
  if (!isInPackage(dirname(top), '/')) return () => undefined
  const kindOf = file => {
    const isOpen = file.endsWith('.js') && isBelow(file, top) && !isInPackage(dirname(file), top)
    return isOpen ? detectedKind(file) : undefined
  }
  registerHooks({
    load(url, context, nextLoad) {
      const kind = url.startsWith('file:') ? kindOf(fileURLToPath(url)) : undefined
      return nextLoad(url, kind ? { ...context, format: kind } : context)
    },
  })
  compileAsCommonJs(file => kindOf(file) === 'commonjs')
  return kindOf
}

/** Node loads a CommonJS module that an ES module imports without the hooks, and asks the package above for its kind. */
function compileAsCommonJs(isCommonJs) {
  const loadByPackage = Module._extensions['.js']
  Module._extensions['.js'] = (module, file) => {
    if (isCommonJs(file)) module._compile(readFileSync(file, 'utf8'), file)
    else loadByPackage(module, file)
  }
}

function isBelow(file, directory) {
  return file.startsWith(join(directory, '/'))
}

/** Whether there is a `package.json` in `directory` or above it, up to `top`. */
function isInPackage(directory, top) {
  if (existsSync(join(directory, 'package.json'))) return true
  return directory !== top && isInPackage(dirname(directory), top)
}

/** As Node does where no package says: what does not compile as CommonJS is an ES module. */
function detectedKind(file) {
  try {
    compileFunction(readFileSync(file, 'utf8'), PARAMETERS)
    return 'commonjs'
  } catch {
    return 'module'
  }
}
