/*
 * Where a function finds modules beyond its own package, and of what kind its own are: part of the bootstrap.
 *
 * Lambda's Node.js runtime brings the AWS SDK, and lets ES modules read NODE_PATH, as CommonJS modules do anyway.
 * The local AWS brings no SDK: it takes the one that is installed beside the app.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import Module, { createRequire, registerHooks } from 'node:module'
import { delimiter, dirname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What the runtime brings, by name: `@aws-sdk/client-sqs`, `@smithy/node-http-handler`. */
const SDK_PACKAGE = /^@(?:aws-sdk|smithy)\/[^/]+/
const NOT_FOUND = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND']
const BARE = /^[^./][^:]*$/

/**
 * From here on, modules that Node does not find are looked for as Lambda's runtime would.
 *
 * @param root the directory from which the SDK is resolved
 */
export function resolveAsLambdaDoes(root) {
  const sdk = finderIn(root)
  const layers = (process.env.NODE_PATH ?? '').split(delimiter).filter(Boolean).map(dirname).map(finderIn)
  // The look-ups of the hook come to the hook, too.
  let looking = false

  function find(specifier, context, nextResolve, missing) {
    const [sdkPackage] = SDK_PACKAGE.exec(specifier) ?? []
    for (const place of sdkPackage ? [...layers, sdk] : layers) {
      const found = place(specifier, context, nextResolve)
      if (found) return found
    }
    throw sdkPackage ? explained(missing, sdkPackage, root) : missing
  }

  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context)
      } catch (error) {
        if (looking || !BARE.test(specifier) || !NOT_FOUND.includes(error?.code)) throw error
        looking = true
        try {
          return find(specifier, context, nextResolve, error)
        } finally {
          looking = false
        }
      }
    },
  })
}

/** Resolves as a module in `directory` would, whatever kind of module asks; undefined where it finds nothing. */
function finderIn(directory) {
  const parent = join(directory, 'index.js')
  const require = createRequire(parent)
  const parentURL = pathToFileURL(parent).href
  return (specifier, context, nextResolve) => {
    try {
      return context.conditions.includes('require')
        ? { url: pathToFileURL(require.resolve(specifier)).href, shortCircuit: true }
        : nextResolve(specifier, { ...context, parentURL })
    } catch (error) {
      if (NOT_FOUND.includes(error?.code)) return undefined
      throw error
    }
  }
}

/** At the beginning of a line, where a CommonJS module has neither. */
const MODULE_SYNTAX =
  /^\s*(?:import\s*[\w{*'"]|export\s+(?:default|const|let|var|function|async|class)\b|export\s*[{*])/m

/**
 * From here on, a `.js` file of the package is CommonJS if neither its syntax nor the package says otherwise. Lambda unpacks
 * the package where nothing is above it; here it may lie in a project, whose `package.json` Node would ask instead.
 *
 * @param taskRoot the function's package
 * @returns whether a file is such a module
 */
export function tellModulesAsLambdaDoes(taskRoot) {
  const root = realpathSync(taskRoot)
  const isCommonJs = file =>
    file.endsWith('.js') &&
    file.startsWith(root + sep) &&
    !hasPackageFile(dirname(file), root) &&
    !MODULE_SYNTAX.test(readFileSync(file, 'utf8'))
  const load = Module._extensions['.js']
  Module._extensions['.js'] = (module, file) =>
    isCommonJs(file) ? module._compile(readFileSync(file, 'utf8'), file) : load(module, file)
  return file => isCommonJs(realpathSync(file))
}

/** Whether a `package.json` says of what kind the modules in `directory` are, from there up to `root`. */
function hasPackageFile(directory, root) {
  if (existsSync(join(directory, 'package.json'))) return true
  return directory.length > root.length && hasPackageFile(dirname(directory), root)
}

function explained(missing, sdkPackage, root) {
  const error = new Error(
    `Cannot find package '${sdkPackage}', which Lambda's runtime brings and the local AWS takes from what is installed in ${root}. Run there: npm install --save-dev ${sdkPackage}`,
    { cause: missing },
  )
  return Object.assign(error, { code: missing.code })
}
