import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy'
import {
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { LocalAws } from '@messaging-on-aws/local-aws'
import { type App, Duration } from 'aws-cdk-lib'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import { QueueWorker } from '../../../lib/constructs/queue-worker.ts'
import { localConnection } from '../../../tools/clients/connection.ts'
import type { Target } from '../../../tools/clients/target.ts'
import { findingsOf, readRun } from '../../../tools/grants/findings.ts'
import { domain } from '../../lib/fixture.ts'

const GROUP = 'shop-shipping'

let aws: LocalAws
let target: Target
beforeAll(async () => {
  const stack = domain({ canaries: true })
  const consumer = { function: 'shop/shipping', timeout: Duration.seconds(30) } as const
  new QueueWorker(stack, 'Shipper', {
    domain: stack,
    queue: new GuardedQueue(stack, 'Shipping', { domain: stack, consumer }),
    description: 'Ships',
    environment: {},
    maxConcurrency: 2,
  })
  aws = await LocalAws.start({ assembly: (stack.node.root as App).synth().directory })
  target = { connection: localConnection(aws.endpoint, aws.developer), stage: 'dev', place: 'here' }
})
afterAll(() => aws.stop())

/** Publishes a second version, and lets CodeDeploy shift all traffic to it. @returns how that ended */
async function release(): Promise<string | undefined> {
  const lambda = new LambdaClient(target.connection)
  const { Functions: [{ FunctionName } = {}] = [] } = await lambda.send(new ListFunctionsCommand())
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'Ships, too' }))
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30, minDelay: 1 }, { FunctionName })
  const { Version: TargetVersion } = await lambda.send(new PublishVersionCommand({ FunctionName }))
  lambda.destroy()

  const codeDeploy = new CodeDeployClient(target.connection)
  const Properties = { Name: FunctionName, Alias: 'live', CurrentVersion: '1', TargetVersion }
  const Resources = [{ Shipper: { Type: 'AWS::Lambda::Function', Properties } }]
  const { deploymentId } = await codeDeploy.send(
    new CreateDeploymentCommand({
      applicationName: 'Messaging-dev-Shop',
      deploymentGroupName: GROUP,
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      revision: {
        revisionType: 'AppSpecContent',
        appSpecContent: { content: JSON.stringify({ version: 0, Resources }) },
      },
    }),
  )
  const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }))
  codeDeploy.destroy()
  return deploymentInfo?.status
}

/** @own what `npm run grants -- --run` leaves out: the role of CodeDeploy, in stages named `prod…` */
test('a canary needs nothing that CodeDeploy is not granted, and uses what it is granted for a shift', async () => {
  expect(await release()).toBe('Succeeded')
  const { missing, unargued } = findingsOf(await readRun(target), { explicit: false, complete: true })
  expect(missing).toEqual([])
  const unused = unargued.filter(({ owner }) => owner.includes('CanariesRole'))
  // Here, permissions on an alias are decided by its function, and nobody has provisioned concurrency. Both stay until a
  // canary on AWS shows that it does not need them: AWS's managed policy for CodeDeploy has them for all resources.
  const shipper = expect.stringMatching(/ShipperWorkerFunction\w+$/)
  const alias = expect.stringMatching(/ShipperWorkerFunction\w+:live$/)
  expect(unused.map(({ actions, resources }) => [actions, resources])).toEqual([
    [['lambda:GetAlias', 'lambda:UpdateAlias'], [alias]],
    [['lambda:GetProvisionedConcurrencyConfig'], [shipper, alias]],
  ])
})
