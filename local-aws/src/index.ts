// The declarations use Node's types, which a compiler may not load by itself.
/// <reference types="node" preserve="true" />

export { type Clock, type Duration, RealClock, ScaledClock, SteppedClock, type Timer } from './clock.ts'
export type { Credentials } from './identity/credentials.ts'
export { FunctionCrashError, LocalAws, type LocalAwsOptions, type StackOutputs } from './local-aws.ts'
export { REGION_NAMES } from './services/cloudwatch/region-name.ts'
export { NoAppError, type Synthesis, SynthesisError, type SynthesisOptions, synthesize } from './synthesis.ts'
export { NoAssemblyError } from './template/cloud-assembly.ts'
export { AssemblyRefusedError } from './template/refusals.ts'
