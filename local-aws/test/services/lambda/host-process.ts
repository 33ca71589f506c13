/*
 * A process with a local Lambda in it, for the test that ends it: it invokes a function that never answers,
 * prints the function's process id, and waits; with the argument `exit` it leaves by itself.
 */
import { RealClock } from '../../../src/clock.ts'
import { LambdaStage } from './lambda-stage.ts'

const stage = await LambdaStage.on(new RealClock())
await stage.deploy('hanging', process.argv[3] ?? '')
stage.invoke('hanging').catch(() => {})
await stage.logs.until('/aws/lambda/hanging', /working/, 1)
const [environment] = stage.lambda.environments('hanging')
process.stdout.write(`${environment?.pid}\n`, () => {
  if (process.argv[2] === 'exit') process.exit()
})
