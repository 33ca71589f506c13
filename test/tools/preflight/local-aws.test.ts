import { CreateQueueCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { LocalAws } from '@messaging-on-aws/local-aws'
import { localConnection } from '../../../tools/clients/connection.ts'
import { ASSEMBLY } from '../../journeys/assembly.ts'
import { linesOf, signedInToNothing } from './preflight.ts'

signedInToNothing()
beforeAll(() => {
  process.env.AWS_REGION = 'us-east-1'
})

/** The environment's credentials: a local AWS within a test announces none. */
function signIn({ developer }: LocalAws): void {
  process.env.AWS_ACCESS_KEY_ID = developer.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = developer.secretAccessKey
}

/** It has neither Systems Manager nor Service Quotas, its CloudFormation no registry, its Logs no policies. */
const NOT_SIMULATED = ['region', 'bootstrap', 'API throttling', 'API access logs']

describe('the stacks, beside themselves on the local AWS', () => {
  let aws: LocalAws
  beforeAll(async () => {
    aws = await LocalAws.start({ assembly: ASSEMBLY })
    signIn(aws)
  })
  afterAll(() => aws.stop())

  test('can be deployed again, as far as it simulates what tells', async () => {
    const { lines, passes } = await linesOf(['--assembly', ASSEMBLY, '--endpoint', aws.endpoint])
    const verdicts = lines.slice(0, lines.indexOf(''))
    const marked = (mark: string) => verdicts.filter(line => line.startsWith(mark))
    const names = (mark: string) => marked(mark).map(line => line.slice(2, line.indexOf(':')))

    expect(names('?')).toEqual(NOT_SIMULATED)
    expect([...names('!'), ...names('✗')]).toEqual([])
    expect(lines).toContainEqual(expect.stringMatching(/^✓ stacks: 0 to create, \d+ to update$/))
    expect(lines).toContainEqual(expect.stringMatching(/^✓ names: \d\d+ are free or the stacks' own$/))
    expect(lines).toContainEqual(expect.stringMatching(/^✓ concurrency: 1000 of 1000 /))
    expect(lines).toContainEqual(expect.stringMatching(/^✓ SES sender: .+ is verified/))
    expect(passes).toBe(true)
  })
})

describe('the stacks, beside an empty local AWS', () => {
  let aws: LocalAws
  let sqs: SQSClient
  beforeAll(async () => {
    aws = await LocalAws.start()
    signIn(aws)
    sqs = new SQSClient(localConnection(aws.endpoint, aws.developer))
  })
  afterAll(async () => {
    sqs.destroy()
    await aws.stop()
  })

  test('would be made, but for a queue that somebody has made already, and that is left alone', async () => {
    const QueueName = 'Messaging-dev-Mail-Emails'
    await sqs.send(new CreateQueueCommand({ QueueName }))

    const { lines, passes } = await linesOf(['--assembly', ASSEMBLY, '--endpoint', aws.endpoint])

    expect(lines).toContainEqual(expect.stringMatching(/^✓ stacks: \d+ to create, 0 to update$/))
    expect(lines.filter(line => line.startsWith('✗'))).toEqual([
      expect.stringMatching(`^✗ queue ${QueueName}: it exists and belongs to no stack`),
    ])
    expect(passes).toBe(false)
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName }))).resolves.toBeDefined()
  })
})
