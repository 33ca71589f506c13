import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { addStacks } from './add-stacks.ts'
import { readConfig } from './config.ts'
import type { Bundles } from './packaging/bundling.ts'
import type { LayerContents } from './packaging/ffmpeg-layer.ts'
import { FunctionBundles } from './packaging/function-bundles.ts'
import { linkAsset } from './packaging/linked-asset.ts'
import { warnOfReservedAddresses } from './settings/reserved-addresses.ts'
import type { CliEnvironment } from './settings/stage-settings.ts'

export interface Synthesis {
  /** What the bundling run made of the functions. */
  readonly bundles: Bundles
  /** The layer that the encoder has on its path. */
  readonly ffmpeg: LayerContents
  readonly context: Record<string, unknown>
  /** The directory of the stages' settings. */
  readonly settings: string
  /** The directory of the cloud assembly. */
  readonly output: string
  /**
   * Where the CDK CLI deploys to. What it starts may be a deployment: the templates are checked against the CDK's own
   * rules, too, which takes longer than all the rest. @default - the app runs without the CLI
   */
  readonly cli?: CliEnvironment
}

/**
 * Writes the cloud assembly, checked by cdk-nag.
 *
 * @throws ConfigError, RefusedError, or what a check found
 */
export function synthesize({ bundles, ffmpeg, context, settings, output, cli }: Synthesis): void {
  const app = new App({
    context,
    outdir: output,
    builtinCloudFormationValidation: cli !== undefined,
    // Would add a resource to each stack that is about the CDK, not about the stack.
    analyticsReporting: false,
    autoSynth: false,
  })
  Validations.of(app).addPlugins(new AwsSolutionsChecks())
  const config = readConfig(app.node, settings, cli)
  for (const asset of [ffmpeg, ...bundles.values()]) linkAsset(asset, output)
  const stacks = addStacks(app, config, { functions: new FunctionBundles(bundles), ffmpeg })
  if (cli !== undefined) warnOfReservedAddresses(stacks, config)
  app.synth()
}
