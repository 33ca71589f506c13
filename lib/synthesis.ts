import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { FunctionBundles } from './constructs/function-bundles.ts'
import type { LayerContents } from './ffmpeg-layer.ts'
import { linkAsset } from './linked-asset.ts'
import { addStacks } from './messaging.ts'

export interface Synthesis {
  /** Where the bundling run left the functions. */
  readonly bundles: string
  /** The layer that the encoder has on its path. */
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
  linkAsset(ffmpeg, output)
  addStacks(app, { functions: new FunctionBundles(bundles), ffmpeg })
  app.synth()
}
