import { Size } from 'aws-cdk-lib'
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Config } from '../config.ts'
import type { Compute } from '../constructs/compute.ts'
import type { LayerContents } from '../packaging/ffmpeg-layer.ts'

/** For an upload of 1 GiB, its renditions, which are smaller in total, and ffmpeg's own files. */
const TEMPORARY_STORAGE = Size.mebibytes(2048)

/**
 * The compute for ffmpeg, with the architecture of its binary.
 *
 * @param contents of the layer, unless the settings name one that exists
 */
export function encoderCompute(
  scope: Construct,
  contents: LayerContents,
  { ffmpeg: own, encoderMemory }: Config,
): Compute {
  const architecture =
    own && 'path' in own && own.processor === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64
  const layer =
    own && 'layerArn' in own
      ? LayerVersion.fromLayerVersionArn(scope, 'Ffmpeg', own.layerArn)
      : new LayerVersion(scope, 'Ffmpeg', {
          ...(own ? OWN : FROM_NPM),
          // A hash of the contents would read 124 MB at each synthesis.
          code: Code.fromAsset(contents.directory, { assetHash: contents.fingerprint }),
          compatibleArchitectures: [architecture],
        })
  return {
    architecture,
    memoryMegabytes: encoderMemory,
    temporaryStorage: TEMPORARY_STORAGE,
    layers: [layer],
  }
}

const FROM_NPM = {
  description: 'FFmpeg 7.0 under the GPL version 3: bin/ffmpeg, and its licence beside it',
  license: 'GPL-3.0-or-later',
}
const OWN = { description: 'FFmpeg as the setting ffmpeg names it, under the licence of its build' }

/** The encoder's environment variable with its disk size. */
export const encoderEnvironment = { TEMPORARY_STORAGE_MB: String(TEMPORARY_STORAGE.toMebibytes()) }
