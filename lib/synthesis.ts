import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { FunctionBundles } from './constructs/function-bundles.ts'
import { addStacks } from './messaging.ts'

export interface Synthesis {
  /** Where the bundling run left the functions. */
  readonly bundles: string
  readonly context: Record<string, unknown>
  /** The directory of the cloud assembly. */
  readonly output: string
}

/**
 * Writes the cloud assembly, checked by cdk-nag and by the CDK's own rules.
 *
 * @throws ConfigError, RefusedError, or what a check found
 */
export function synthesize({ bundles, context, output }: Synthesis): void {
  const app = new App({ context, outdir: output, analyticsReporting: false, autoSynth: false })
  Validations.of(app).addPlugins(new AwsSolutionsChecks())
  addStacks(app, new FunctionBundles(bundles))
  app.synth()
}
