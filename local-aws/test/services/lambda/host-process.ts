/*
 * A process with a local Lambda in it, for the test that ends it: it invokes a function that never answers,
 * prints the function's process id, and waits; with the argument `exit` it leaves by itself.
 */
import { RealClock } from '../../../src/clock.ts'
import { LambdaRig } from './lambda-rig.ts'

const rig = await LambdaRig.on(new RealClock())
await rig.deploy('hanging', process.argv[3] ?? '')
rig.invoke('hanging').catch(() => {})
await rig.logs.until('/aws/lambda/hanging', /working/, 1)
const [environment] = rig.lambda.environments('hanging')
process.stdout.write(`${environment?.pid}\n`, () => {
  if (process.argv[2] === 'exit') process.exit()
})
