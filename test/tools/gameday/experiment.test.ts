import { LocalAws, ScaledClock } from '@messaging-on-aws/local-aws'
import { localConnection } from '../../../tools/clients/connection.ts'
import { expectations } from '../../../tools/gameday/expectations.ts'
import { Experiment, type Setup } from '../../../tools/gameday/experiment.ts'
import { findConsumers } from '../../../tools/gameday/find-consumers.ts'
import { findStage } from '../../../tools/gameday/stage.ts'
import { StageClock } from '../../../tools/gameday/stage-clock.ts'
import { summarize } from '../../../tools/gameday/summary.ts'
import { Switches } from '../../../tools/gameday/switches.ts'
import { ASSEMBLY, COMPILE_CACHE, STAGE } from '../../journeys/assembly.ts'

const TIME_SCALE = 60
const plan = {
  timeScale: TIME_SCALE,
  rate: 10,
  healthyMs: 30_000,
  // Shorter than a message stays invisible that failed once.
  outageMs: 120_000,
  patienceMs: 3_600_000,
}

let aws: LocalAws
let setup: Setup

beforeAll(async () => {
  aws = await LocalAws.start({
    assembly: ASSEMBLY,
    clock: new ScaledClock(TIME_SCALE),
    compileCache: COMPILE_CACHE,
  })
  const connection = localConnection(aws.endpoint, aws.developer)
  const consumers = await findConsumers(connection, STAGE)
  setup = {
    connection,
    stageName: STAGE,
    stage: await findStage(connection, STAGE),
    consumers,
    down: 'sns',
    targets: new Switches(connection, consumers).targetsOf('sns'),
    plan,
    clock: await StageClock.scaled(connection, TIME_SCALE),
    clip: undefined,
    account: false,
  }
})
afterAll(() => aws.stop())

test("its clock is the local AWS's", () => {
  // A second of the stage's time is 17 ms.
  expect(Math.abs(setup.clock.now() - aws.account.clock.now())).toBeLessThan(2_000)
})

test('a short outage changes nothing but the time that it took', async () => {
  const results = await new Experiment(setup, () => {}).run(new AbortController().signal)
  const summary = summarize(results, { place: 'here', inboxRead: true })
  expect(expectations(summary).flatMap(({ claim, holds }) => (holds ? [] : [claim]))).toEqual([])
  expect(results.placed).toHaveLength(30)
  expect(summary.drain?.backlog).toBeGreaterThan(0)
})

test('one that is interrupted leaves nothing denied', async () => {
  const interruption = new AbortController()
  let lines = 0
  const experiment = new Experiment(setup, line => {
    if (line.startsWith('down')) lines++
    if (lines > 0) interruption.abort(new Error('Interrupted by SIGINT.'))
  })
  await expect(experiment.run(interruption.signal)).rejects.toThrow('Interrupted by SIGINT.')
  expect(lines).toBeGreaterThan(0)
  expect(await new Switches(setup.connection, setup.consumers).leftDenials()).toEqual([])
})
