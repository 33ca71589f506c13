import { Code } from 'aws-cdk-lib/aws-lambda'
import type { Bundles } from './bundling.ts'
import type { FunctionName } from './functions.ts'

/** The functions' code from the bundling run. */
export class FunctionBundles {
  readonly #bundles: Bundles

  constructor(bundles: Bundles) {
    this.#bundles = bundles
  }

  /** @throws Error if the function was not bundled */
  code(name: FunctionName): Code {
    const bundle = this.#bundles.get(name)
    if (bundle === undefined) {
      throw new Error(`${name} has no bundle. Bundle the functions first, as bin/app.ts does.`)
    }
    return Code.fromAsset(bundle.directory, { assetHash: bundle.fingerprint })
  }
}
