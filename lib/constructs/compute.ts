import type { Size } from 'aws-cdk-lib'
import { Architecture, type ILayerVersion } from 'aws-cdk-lib/aws-lambda'

/** The architecture, memory and storage of a function. */
export interface Compute {
  readonly architecture: Architecture
  /** 1,769 MB are one vCPU (Lambda, Configure memory). */
  readonly memoryMegabytes: number
  /** The size of `/tmp`. @default - 512 MB, Lambda's default */
  readonly temporaryStorage?: Size
  readonly layers?: readonly ILayerVersion[]
}

/** For a function that mostly waits for other services. */
export const smallCompute: Compute = { architecture: Architecture.ARM_64, memoryMegabytes: 512 }
