import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { addStacks } from './add-stacks.ts'
import { type Config, readConfig } from './config.ts'
import type { Bundles } from './packaging/bundling.ts'
import type { LayerContents } from './packaging/ffmpeg-layer.ts'
import { FunctionBundles } from './packaging/function-bundles.ts'
import { linkAsset } from './packaging/linked-asset.ts'
import { ownFfmpegLayer } from './packaging/own-ffmpeg-layer.ts'
import { warnOfReservedAddresses } from './settings/reserved-addresses.ts'
import type { CliEnvironment } from './settings/stage-settings.ts'

export interface Synthesis {
  /** The functions' bundles. */
  readonly bundles: Bundles
  /** The layer of the project's ffmpeg. */
  readonly ffmpeg: LayerContents
  /** The directory for the layer of an ffmpeg that the settings name. */
  readonly layers: string
  readonly context: Record<string, unknown>
  /** The directory of the stages' settings. */
  readonly settings: string
  /** The directory of the cloud assembly. */
  readonly output: string
  /**
   * The CDK CLI's account and region. With the CLI, this may be a deployment, so the templates are also checked against
   * the CDK's own rules, which takes longer than everything else. @default - the app runs without the CLI
   */
  readonly cli?: CliEnvironment
}

/**
 * Writes the cloud assembly after checks by cdk-nag.
 *
 * @throws ConfigError, RefusedError, or the findings of a check
 */
export function synthesize({ bundles, context, settings, output, cli, ...layer }: Synthesis): void {
  const app = new App({
    context,
    outdir: output,
    builtinCloudFormationValidation: cli !== undefined,
    // Otherwise the CDK adds a resource to each stack that has nothing to do with the stack.
    analyticsReporting: false,
    autoSynth: false,
  })
  Validations.of(app).addPlugins(new AwsSolutionsChecks())
  const config = readConfig(app.node, settings, cli)
  const ffmpeg = ffmpegLayer(config, layer)
  for (const asset of [ffmpeg, ...bundles.values()]) linkAsset(asset, output)
  const stacks = addStacks(app, config, { functions: new FunctionBundles(bundles), ffmpeg })
  if (cli !== undefined) warnOfReservedAddresses(stacks, config)
  app.synth()
}

function ffmpegLayer(
  { ffmpeg: own }: Config,
  { ffmpeg, layers }: Pick<Synthesis, 'ffmpeg' | 'layers'>,
): LayerContents {
  return own && 'path' in own ? ownFfmpegLayer(own.path, layers) : ffmpeg
}
