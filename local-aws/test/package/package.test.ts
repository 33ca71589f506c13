import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Project } from './project.ts'

/* The package as strangers get it: from its tarball, beside an app that is not of this repository. */

const ROOT = join(import.meta.dirname, '..', '..')
const TYPESCRIPT = join(ROOT, '..', 'node_modules', '.bin', 'tsc')
/** npm packs, builds and installs. */
const INSTALL_LIMIT_MS = 120_000

let project: Project

beforeAll(async () => {
  project = await Project.withPackage()
}, INSTALL_LIMIT_MS)
afterAll(() => project.remove())

/** What the command prints, up to the address and the outputs of the stack. */
async function ready(command: ChildProcess): Promise<string> {
  let printed = ''
  for (const stream of [command.stdout, command.stderr]) {
    stream?.on('data', chunk => {
      printed += chunk
    })
  }
  while (!printed.includes('Ctrl-C stops it.') && command.exitCode === null) {
    await Promise.race([once(command.stdout as NodeJS.ReadableStream, 'data'), once(command, 'close')])
  }
  return printed
}

test('the command runs the app, and a message goes all its way', async () => {
  const command = project.start('npx', ['--no-install', 'local-aws', '--app', 'node app.mjs'])
  const printed = await ready(command)
  expect(printed).toMatch(/^ready http/m)
  const [, endpoint] = /^ready (\S+)$/m.exec(printed) ?? []
  const [, orders] = /OrdersUrl +(\S+)/.exec(printed) ?? []
  const [, announced] = /AnnouncedUrl +(\S+)/.exec(printed) ?? []

  const [, accessKeyId = '', secretAccessKey = ''] =
    /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/.exec(printed) ?? []
  const credentials = { accessKeyId, secretAccessKey }
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials })
  await sqs.send(new SendMessageCommand({ QueueUrl: orders, MessageBody: 'a book' }))
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: announced, WaitTimeSeconds: 20 }))
  expect(Messages).toMatchObject([{ Body: 'a book' }])
  sqs.destroy()

  const ended = once(command, 'close')
  process.kill(-(command.pid as number), 'SIGINT')
  await ended
  await expect(fetch(endpoint as string)).rejects.toThrow()
})

test('the test that its README shows passes', async () => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(await readFile(join(ROOT, 'README.md'), 'utf8')) ?? []
  await project.write('orders.test.mjs', example)
  // As the CDK CLI does.
  await project.succeed('sh', ['-c', 'CDK_OUTDIR=cdk.out node app.mjs'])
  const { output } = await project.succeed('node', ['--test', '--test-reporter=tap', 'orders.test.mjs'])
  expect(output).toContain('# pass 1')
})

test('its types need no package that it does not bring', async () => {
  await project.write(
    'orders.ts',
    `import { type Clock, LocalAws, NoAssemblyError, SteppedClock, synthesize } from '@messaging-on-aws/local-aws'

    const clock: Clock = new SteppedClock()
    const { directory } = await synthesize('.', { app: 'node app.mjs' }, new AbortController().signal)
    const aws = await LocalAws.start({ assembly: directory, clock, root: '.' })
    export const url: string | undefined = aws.stacks.Orders?.OrdersUrl
    export const key: string = aws.developer.accessKeyId
    export const missing = (error: unknown): string | false => error instanceof NoAssemblyError && error.message
    // @ts-expect-error there is no such option
    await LocalAws.start({ clocks: clock })
    `,
  )
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--skipLibCheck',
    'false',
  ]
  expect(await project.run(TYPESCRIPT, [...options, 'orders.ts'])).toEqual({ code: 0, output: '' })
})

test('it contains the build without the sources', async () => {
  const installed = join(project.directory, 'node_modules', '@messaging-on-aws', 'local-aws')
  expect(await readdir(installed)).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'bin', 'dist', 'package.json']),
  )
  const sources = (await readdir(installed, { recursive: true })).filter(name => /(?<!\.d)\.ts$/.test(name))
  expect(sources).toEqual([])
})
