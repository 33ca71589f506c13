import type { Size } from 'aws-cdk-lib'
import { Architecture, type LayerVersion } from 'aws-cdk-lib/aws-lambda'

/** What a function runs on. */
export interface Compute {
  readonly architecture: Architecture
  /** 1,769 MB are one vCPU (Lambda, Configure memory). */
  readonly memoryMegabytes: number
  /** What `/tmp` holds. @default - 512 MB, what Lambda gives without being asked */
  readonly temporaryStorage?: Size
  readonly layers?: readonly LayerVersion[]
}

/** Enough for a function that waits for other services most of its time. */
export const smallCompute: Compute = { architecture: Architecture.ARM_64, memoryMegabytes: 512 }
