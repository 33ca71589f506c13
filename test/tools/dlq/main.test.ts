import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { ScaledClock } from '@messaging-on-aws/local-aws'
import { v7 as uuidv7 } from 'uuid'
import { developerEnvironment } from '../../developer-environment.ts'
import { eventually } from '../../journeys/messaging.ts'
import { Shop } from '../../journeys/shop.ts'

let shop: Shop<ScaledClock>
let directory: string
let deadLetters: string
beforeAll(async () => {
  // Each look at a queue that is empty waits for a second of its time.
  shop = await Shop.on(new ScaledClock(8))
  deadLetters = (await shop.messaging.outputs('Mail'))('EmailsDeadLetterQueueUrl')
  directory = await mkdtemp(join(tmpdir(), 'dlq-'))
})
afterAll(async () => {
  await shop.close()
  await rm(directory, { recursive: true })
})

afterEach(() => dlq('drop', '--queue', 'mail-mailer', '--yes'))

/** Runs the tool as an operator does, who is not at a terminal. */
function dlq(...args: string[]): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const command = [join(process.cwd(), 'tools/dlq/main.ts'), ...args, '--local', shop.messaging.aws.endpoint]
  return new Promise(resolve => {
    execFile(
      process.execPath,
      command,
      { cwd: directory, env: developerEnvironment(shop.messaging.aws) },
      (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }),
    )
  })
}

/** What breaks the contract of the mailer, and so is given up at once. @returns its id, when it is there */
async function poison(): Promise<string> {
  const id = uuidv7()
  const outputs = await shop.messaging.outputs('Mail')
  const event = {
    specversion: '1.0',
    id: uuidv7(),
    source: 'urn:test',
    type: 'mail.email.requested.v1',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: {},
    subject: id,
    correlationid: id,
  }
  await shop.messaging.sqs.send(
    new SendMessageCommand({ QueueUrl: outputs('EmailsQueueUrl'), MessageBody: JSON.stringify(event) }),
  )
  await eventually(async () => (await shop.messaging.depth(deadLetters)) === 1)
  return id
}

test('a poison message is shown with its trail, and redriven once though it fails again at once', async () => {
  const id = await poison()
  const shown = await dlq('show', id)
  expect(shown).toMatchObject({ status: 0, stderr: '' })
  expect(shown.stdout).toContain(`The trail of ${id}`)
  expect(shown.stdout).toMatch(/mail-mailer +mail\.email\.requested\.v1 .*dead-lettered/)

  const redriven = await dlq('redrive', id)
  expect(redriven).toMatchObject({ status: 0, stderr: '' })
  expect(redriven.stdout).toMatch(/^ {2}1 sent back to Messaging-dev-Mail-Emails\.$/m)
  expect(redriven.stdout).toContain(`npm run trace -- ${id}`)
  await eventually(async () => (await shop.messaging.depth(deadLetters)) === 1)
})

test('a message is dropped where its copy is in a new file, and somebody has agreed', async () => {
  const id = await poison()
  const path = join(directory, 'exists.jsonl')
  await writeFile(path, 'of somebody else')
  const refused = await dlq('drop', id, '--yes', '--into', path)
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('Nothing was dropped') })
  const unasked = await dlq('drop', id)
  expect(unasked).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('say --yes') })
  expect(await shop.messaging.depth(deadLetters)).toBe(1)

  const dropped = await dlq('drop', id, '--yes', '--json')
  expect(dropped).toMatchObject({ status: 0, stderr: '' })
  const { copy } = JSON.parse(dropped.stdout)
  expect(JSON.parse(await readFile(join(directory, copy), 'utf8'))).toMatchObject({ correlationId: id })
  expect(await readFile(path, 'utf8')).toBe('of somebody else')
  expect(await shop.messaging.depth(deadLetters)).toBe(0)
})

test('with --json there is one document on the standard output, and what went wrong is not in it', async () => {
  const id = await poison()
  const queues = JSON.parse((await dlq('--json')).stdout)
  expect(queues.givenUpBuckets).toHaveLength(2)
  expect(queues.queues).toContainEqual(
    expect.objectContaining({ function: 'mail-mailer', depth: { waiting: 1, inFlight: 0, delayed: 0 } }),
  )
  const message = {
    queue: 'Messaging-dev-Mail-Emails-DeadLetters',
    correlationId: id,
    reason: expect.stringMatching(/^ContractViolation: /),
  }
  const listed = JSON.parse((await dlq('list', 'mail-mailer', '--json')).stdout)
  expect(listed).toMatchObject({ messages: [message], inferred: [], notShown: 0 })
  const shown = JSON.parse((await dlq('show', id.slice(0, 20), '--json')).stdout)
  expect(shown).toMatchObject({ messages: [message], trails: { [id]: [{ outcome: 'dead-lettered' }] } })

  const nothing = await dlq('find', uuidv7(), '--json')
  expect(nothing.status).toBe(1)
  expect(JSON.parse(nothing.stdout)).toEqual({ messages: [], inferred: [] })
  const unknown = await dlq('list', 'nobody', '--json')
  expect(unknown).toMatchObject({ status: 2, stdout: '' })
  expect(unknown.stderr).toContain('No queue is called "nobody"')
})
