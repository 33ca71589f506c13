import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { RealClock } from '@messaging-on-aws/local-aws'
import { readPipelines } from '../../../tools/clients/pipelines/pipelines.ts'
import type { Check } from '../../../tools/verify/checks.ts'
import type { Verification } from '../../../tools/verify/verify.ts'
import { developerEnvironment } from '../../developer-environment.ts'
import { STAGE } from '../../journeys/assembly.ts'
import { Messaging } from '../../journeys/messaging.ts'

const ACCOUNT = '000000000000'
const MAIN = join(import.meta.dirname, '../../../tools/verify/main.ts')
const PATIENCE_MS = 240_000

let messaging: Messaging<RealClock>
beforeAll(async () => {
  messaging = await Messaging.on(new RealClock())
})
afterAll(() => messaging.close())

/** Runs `npm run verify` as its users do. */
async function verifyCommand(...args: readonly string[]) {
  return verifyAs(developerEnvironment(messaging.aws), ...args)
}

async function verifyAs(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  try {
    const command = [MAIN, '--local', messaging.aws.endpoint, ...args]
    const { stdout } = await promisify(execFile)(process.execPath, command, { env })
    return { status: 0, stdout, stderr: '' }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { status: code, stdout, stderr }
  }
}

/** The environment of a role that has the permissions of docs/deploy-from-ci.md and no others. */
async function documentedRole(): Promise<NodeJS.ProcessEnv> {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/deploy-from-ci.md'), 'utf8')
  const [, policy = ''] = /```json\n(.*?)```/s.exec(page) ?? []
  const values = { stage: STAGE, region: 'us-east-1', account: ACCOUNT }
  const PolicyDocument = policy.replaceAll(/<(\w+)>/g, (_, name: keyof typeof values) => values[name])
  const [iam, sts] = [new IAMClient(messaging.connection), new STSClient(messaging.connection)]
  const RoleName = 'verify'
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  }
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  )
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'verify', PolicyDocument }))
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))
  iam.destroy()
  sts.destroy()
  return {
    ...process.env,
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
  }
}

async function switchSource(service: string, Enabled: boolean): Promise<void> {
  const { functions, sources } = await readPipelines(messaging.connection, STAGE)
  const { name } = functions.find(each => each.service === service) ?? {}
  const UUID = sources.find(({ functionName }) => functionName === name)?.id
  const lambda = new LambdaClient(messaging.connection)
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))
  lambda.destroy()
}

const of = (outcome: Check['outcome'], { checks }: Verification) =>
  checks.filter(check => check.outcome === outcome).map(({ journey, claim }) => `${journey} ${claim}`)

const VIDEO = ['video is uploaded', 'video is encoded', 'video reached its uploader by mail']
const OTHERS = [
  'purchase is accepted',
  'purchase is the same when its request is repeated',
  'purchase is shipped',
  'purchase reached every consumer, and its receipt SES',
  'cancellation its purchase is accepted',
  'cancellation is told with its reason',
  'cancellation reached its customer by mail',
  'post gets a subscriber',
  'post is accepted',
  'post reached its subscriber by mail',
  'post loses its subscriber',
  'post reaches nobody then',
  'clickstream takes the events of a visit, twice',
  'clickstream counts each once, and the purchase',
  'dead letters are no more than before',
]

test(
  'with the permissions that the page says, everything arrives on stacks that work',
  async () => {
    const { status, stdout, stderr } = await verifyAs(await documentedRole(), '--json')
    expect(stderr).toBe('')
    const verification = JSON.parse(stdout) as Verification
    expect(of('fails', verification)).toEqual([])
    expect(of('holds', verification).filter(each => !VIDEO.includes(each))).toEqual(OTHERS)
    // A machine without ffmpeg makes no clip.
    const video = verification.checks.filter(({ journey }) => journey === 'video')
    expect([['holds', 'holds', 'holds'], ['skipped']]).toContainEqual(video.map(({ outcome }) => outcome))
    expect(status).toBe(0)
  },
  PATIENCE_MS,
)

test('its mails go to the mailbox simulator alone, and nothing of it waits to be mailed later', async () => {
  const mails = await messaging.inbox()
  expect(mails.length).toBeGreaterThan(3)
  for (const { to } of mails)
    expect(to).toEqual([expect.stringMatching(/^success\+verify-\w{8}@simulator\.amazonses\.com$/)])
})

test(
  'consumers that are switched off are named, with the queues where their messages wait; others go on',
  async () => {
    await switchSource('shop-receipts', false)
    await switchSource('posts-fan-out', false)
    try {
      const { status, stdout } = await verifyCommand('--within', '15', '--json')
      const verification = JSON.parse(stdout) as Verification
      expect(of('fails', verification)).toEqual([
        'purchase reached every consumer, and its receipt SES',
        'cancellation reached its customer by mail',
        'post reached its subscriber by mail',
      ])
      expect(of('holds', verification)).toContain('clickstream counts each once, and the purchase')
      expect(JSON.stringify(verification)).not.toContain('loses its subscriber')
      const [failure] = verification.checks.filter(({ outcome }) => outcome === 'fails')
      const details = failure?.details.join('\n')
      expect(details).toContain('npm run trace -- ')
      expect(details).toContain('no function shop-receipts has handled it')
      expect(details).toMatch(/✗ shop-receipts.* stuck for .* in Messaging-dev-Shop-Receipts/)
      expect(details).toContain('its event source is disabled')
      expect(status).toBe(1)
    } finally {
      await switchSource('shop-receipts', true)
      await switchSource('posts-fan-out', true)
    }
  },
  PATIENCE_MS,
)

test('a stage that is not there is said, with what to do', async () => {
  const { status, stderr } = await verifyCommand('--stage', 'nowhere')
  expect(status).toBe(1)
  expect(stderr).toContain('There are no stacks Messaging-nowhere-… here.')
})
