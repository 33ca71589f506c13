import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { FunctionBundles } from './constructs/function-bundles.ts'
import type { LayerContents } from './ffmpeg-layer.ts'
import { addStacks } from './messaging.ts'

export interface Synthesis {
  /** Where the bundling run left the functions. */
  readonly bundles: string
  readonly ffmpeg: LayerContents
  readonly context: Record<string, unknown>
  /** The directory of the cloud assembly. */
  readonly output: string
  /** Whether to check the templates against the CDK's own rules, too. */
  readonly cdkRules: boolean
}

/**
 * Writes the cloud assembly, checked by cdk-nag.
 *
 * @throws ConfigError, RefusedError, or what a check found
 */
export function synthesize({ bundles, ffmpeg, context, output, cdkRules }: Synthesis): void {
  const app = new App({
    context,
    outdir: output,
    builtinCloudFormationValidation: cdkRules,
    // Would add a resource to each stack that is about the CDK, not about the stack.
    analyticsReporting: false,
    autoSynth: false,
  })
  Validations.of(app).addPlugins(new AwsSolutionsChecks())
  addStacks(app, { functions: new FunctionBundles(bundles), ffmpeg })
  app.synth()
}
