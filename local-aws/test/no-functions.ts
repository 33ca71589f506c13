import type { Functions } from '../src/ports.ts'

function none(): never {
  throw new Error('There are no functions on this rig.')
}

/** Lambda, for rigs without functions. */
export const NO_FUNCTIONS: Functions = {
  invoke: none,
  invokeAsynchronously: none,
  checkInvocable: none,
  timeoutSeconds: none,
}
