import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { FunctionName } from './functions.ts'

/** The functions' code as the bundling run left it: a directory for each, with an `index.mjs` that exports `handler`. */
export class FunctionBundles {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /** @throws Error where the function was not bundled */
  code(name: FunctionName): Code {
    const directory = join(this.#directory, name)
    if (!existsSync(join(directory, 'index.mjs'))) {
      throw new Error(`${directory} has no index.mjs. Bundle the functions first, as bin/app.ts does.`)
    }
    return Code.fromAsset(directory)
  }
}
