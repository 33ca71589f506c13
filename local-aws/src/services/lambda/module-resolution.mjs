/*
 * Where a function finds modules beyond its own package: part of the bootstrap.
 *
 * Lambda's Node.js runtime brings the AWS SDK, and lets ES modules read NODE_PATH, as CommonJS modules do anyway.
 * The local AWS brings no SDK: it takes the one that is installed beside the app.
 */
import { createRequire, registerHooks } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
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

function explained(missing, sdkPackage, root) {
  const error = new Error(
    `Cannot find package '${sdkPackage}', which Lambda's runtime brings and the local AWS takes from what is installed in ${root}. Run there: npm install --save-dev ${sdkPackage}`,
    { cause: missing },
  )
  return Object.assign(error, { code: missing.code })
}
