import { Size } from 'aws-cdk-lib'
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Compute } from '../constructs/compute.ts'
import type { LayerContents } from '../packaging/ffmpeg-layer.ts'

/** For an upload of 1 GiB, its renditions, which are smaller in total, and ffmpeg's own files. */
const TEMPORARY_STORAGE = Size.mebibytes(2048)

/**
 * The compute for ffmpeg: x86_64, like its binary.
 *
 * @param memoryMegabytes 1,769 MB are one vCPU
 */
export function encoderCompute(scope: Construct, ffmpeg: LayerContents, memoryMegabytes: number): Compute {
  const layer = new LayerVersion(scope, 'Ffmpeg', {
    description: 'FFmpeg 7.0 under the GPL version 3: bin/ffmpeg, and its licence beside it',
    license: 'GPL-3.0-or-later',
    // A hash of the contents would read 124 MB at each synthesis.
    code: Code.fromAsset(ffmpeg.directory, { assetHash: ffmpeg.fingerprint }),
    compatibleArchitectures: [Architecture.X86_64],
  })
  return {
    architecture: Architecture.X86_64,
    memoryMegabytes,
    temporaryStorage: TEMPORARY_STORAGE,
    layers: [layer],
  }
}

/** The encoder's environment variable with its disk size. */
export const encoderEnvironment = { TEMPORARY_STORAGE_MB: String(TEMPORARY_STORAGE.toMebibytes()) }
