import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { Assembly } from './template/assembly.ts'
import { TRUST } from './trust-policy.ts'

const MAIN = join(import.meta.dirname, '..', 'bin', 'local-aws.mjs')
const NODE = join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'node')

/** The command itself. */
class Command {
  readonly child: ChildProcess
  output = ''
  errors = ''
  readonly #closed: Promise<unknown>

  constructor(args: string[], cwd = process.cwd(), env: Record<string, string> = {}) {
    started.push(this)
    this.child = spawn(NODE, [MAIN, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#closed = once(this.child, 'close')
    this.child.stdout?.on('data', chunk => {
      this.output += chunk
    })
    this.child.stderr?.on('data', chunk => {
      this.errors += chunk
    })
  }

  /** The endpoint, once it is ready. */
  async ready(): Promise<string> {
    while (!this.output.includes('ready ')) await once(this.child.stdout as NodeJS.ReadableStream, 'data')
    return /ready (http:\S+)/.exec(this.output)?.[1] as string
  }

  /** Those that it prints. */
  get credentials() {
    const [, accessKeyId = '', secretAccessKey = ''] =
      /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/.exec(this.output) ?? []
    return { accessKeyId, secretAccessKey }
  }

  /** Null when a signal ended it. */
  async exitCode(): Promise<number | null> {
    await this.#closed
    return this.child.exitCode
  }
}

let started: Command[] = []

/** What a failed test left running ends with it. */
afterEach(() => {
  for (const { child } of started) if (child.exitCode === null) child.kill('SIGKILL')
  started = []
})

function functionStack(code: string) {
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'shop', ProtocolType: 'HTTP' } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: TRUST,
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'shipping',
          Code: { ZipFile: code },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: { 'Fn::GetAtt': 'Role.Arn' },
        },
      },
    },
    Outputs: {
      FunctionName: { Value: { Ref: 'Function' }, Description: 'Ships' },
      ShopApiUrl: { Value: { 'Fn::GetAtt': 'Api.ApiEndpoint' } },
      ExportsOutputRefRole: { Value: { Ref: 'Role' }, Export: { Name: 'role' } },
    },
  }
}

describe('it runs until it is stopped', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with exit code 0', async signal => {
    const command = new Command(['--empty'])
    const endpoint = await command.ready()
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(command.output).toContain(`export AWS_ENDPOINT_URL=${endpoint} `)

    command.child.kill(signal)
    expect(await command.exitCode()).toBe(0)
    expect(command.errors).toBe('')
    await expect(fetch(endpoint)).rejects.toThrow()
  })

  test('--assembly runs the assembly that is there, and its outputs are printed without the exports', async () => {
    const assembly = await Assembly.of({ Shop: functionStack('exports.handler = async () => 1') })
    const command = new Command(['--assembly', assembly.directory, '--time-scale', '60'])
    const endpoint = await command.ready()
    expect(command.output).toMatch(/\nShop\n {2}FunctionName {2}shipping\n {2}ShopApiUrl {4}http/)
    expect(command.output).toMatch(
      new RegExp(`\n  export ShopApiUrl=${endpoint}/_aws/execute-api/[a-z0-9]+\n`),
    )
    expect(command.output).not.toContain('ExportsOutput')

    const { credentials } = command
    const client = new CloudFormationClient({ endpoint, region: 'us-east-1', credentials })
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'Shop' }))
    expect(Stacks?.[0]?.Outputs).toHaveLength(3)
    client.destroy()

    // Under npm, Ctrl-C comes twice: from the terminal, and passed on by npm.
    command.child.kill('SIGINT')
    command.child.kill('SIGINT')
    expect(await command.exitCode()).toBe(0)
    await assembly.remove()
  })
})

describe('while it runs it prints what happens', () => {
  const CODE = `exports.handler = async event => {
    process.stdout.write(JSON.stringify({ message: 'hop', id: event.id }) + '\\n')
    if (event.fail) throw new RangeError('no carrier')
  }`
  const FORMAT = `export default record =>
    record.message === 'hop' ? { text: 'hop of ' + record.id, level: 'info' } : undefined`
  let assembly: Assembly
  beforeAll(async () => {
    assembly = await Assembly.of({ Shop: functionStack(CODE) })
    await assembly.write('hops.mjs', FORMAT)
  })
  afterAll(() => assembly.remove())

  /** What is printed of a few invocations after it is ready. */
  async function printed(...options: string[]): Promise<{ command: Command; lines: () => string[] }> {
    const args = ['--assembly', assembly.directory, '--log-lines', join(assembly.directory, 'hops.mjs')]
    const command = new Command([...args, ...options])
    const endpoint = await command.ready()
    while (!command.output.includes('Ctrl-C'))
      await once(command.child.stdout as NodeJS.ReadableStream, 'data')
    const greeted = command.output.length
    const { credentials } = command
    const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials })
    for (const payload of [{ id: 1 }, { id: 2, fail: true }]) {
      await client.send(new InvokeCommand({ FunctionName: 'shipping', Payload: JSON.stringify(payload) }))
    }
    await fetch(`${endpoint}/_aws/execute-api/none/purchases`)
    client.destroy()
    return { command, lines: () => command.output.slice(greeted).split('\n').slice(0, -1) }
  }

  test('a line a request, a failure, and what the project knows of its log', async () => {
    const { command, lines } = await printed()
    while (lines().length < 4) await once(command.child.stdout as NodeJS.ReadableStream, 'data')
    const texts = lines().map(line => line.replace(/^[\d:.]{12} {2}/, ''))
    expect(texts.toSorted()).toEqual([
      expect.stringMatching(/^GET \/purchases {2}404 {2}\d+ ms$/),
      'hop of 1',
      'hop of 2',
      'shipping  failed  RangeError: no carrier',
    ])
    command.child.kill('SIGINT')
    expect(await command.exitCode()).toBe(0)
  })

  test('--quiet keeps it silent', async () => {
    const { command, lines } = await printed('--quiet')
    command.child.kill('SIGINT')
    expect(await command.exitCode()).toBe(0)
    expect(lines()).toEqual([])
  })
})

describe('it leaves nothing in the temporary directory', () => {
  const MAKES_AN_ASSEMBLY = 'echo {} > $CDK_OUTDIR/manifest.json; echo synthesized'
  /** Ends by itself once nobody reads what it prints. */
  const GOES_ON = 'echo {} > $CDK_OUTDIR/tree.json; while :; do echo synthesizing; done'
  let TMPDIR: string
  beforeEach(async () => {
    TMPDIR = await mkdtemp(join(tmpdir(), 'temporary-'))
  })
  afterEach(() => rm(TMPDIR, { recursive: true }))

  /** @own what a killed local AWS leaves */
  describe('once another has run, where the first was killed', () => {
    const printed = ({ child }: Command) => once(child.stderr as NodeJS.ReadableStream, 'data')

    test.each<[string, string, (killed: Command) => Promise<unknown>]>([
      ['while it synthesizes', GOES_ON, printed],
      ['while it loads', MAKES_AN_ASSEMBLY, printed],
      ['while it runs', MAKES_AN_ASSEMBLY, killed => killed.ready()],
    ])('%s', async (_, app, moment) => {
      const killed = new Command(['--app', app], undefined, { TMPDIR })
      await moment(killed)
      killed.child.kill('SIGKILL')
      await killed.exitCode()
      expect(await readdir(TMPDIR)).not.toEqual([])
      await expectCleared()
    })

    test('while a function works', async () => {
      const writesAndHangs = `import { writeFileSync } from 'node:fs'
        import { tmpdir } from 'node:os'
        export const handler = () => {
          writeFileSync(tmpdir() + '/at-work', '')
          return new Promise(() => setInterval(() => {}, 1000))
        }`
      const assembly = await Assembly.of({ Shop: functionStack(writesAndHangs) })
      const killed = new Command(['--assembly', assembly.directory], undefined, { TMPDIR })
      const endpoint = await killed.ready()
      const { credentials } = killed
      const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials })
      const invoked = client.send(new InvokeCommand({ FunctionName: 'shipping' })).catch(() => {})
      const files = () => readdir(TMPDIR, { recursive: true })
      while (!(await files()).some(name => name.endsWith('/at-work')));
      killed.child.kill('SIGKILL')
      await killed.exitCode()
      await invoked
      client.destroy()
      await expectCleared()
      await assembly.remove()
    })

    async function expectCleared(): Promise<void> {
      const next = new Command(['--empty'], undefined, { TMPDIR })
      await next.ready()
      next.child.kill('SIGINT')
      expect(await next.exitCode()).toBe(0)
      expect(await readdir(TMPDIR)).toEqual([])
    }
  })

  test('where nobody reads what it prints any more', async () => {
    const command = new Command(['--app', GOES_ON], undefined, { TMPDIR })
    await once(command.child.stderr as NodeJS.ReadableStream, 'data')
    command.child.stderr?.destroy()
    expect(await command.exitCode()).toBe(0)
    expect(await readdir(TMPDIR)).toEqual([])
  })
})

describe('errors are reported, with exit code 1', () => {
  async function refused(...args: string[]): Promise<string> {
    const command = new Command(args)
    expect(await command.exitCode()).toBe(1)
    return command.errors
  }

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = (server.address() as AddressInfo).port
    expect(await refused('--empty', '--port', `${port}`)).toBe(
      `Port ${port} is taken: choose another with --port, or none for any that is free.\n`,
    )
    server.close()
  })

  test('an assembly with unsupported features', async () => {
    const assembly = await Assembly.of({ Shop: { Resources: { Vpc: { Type: 'AWS::EC2::VPC' } } } })
    expect(await refused('--assembly', assembly.directory)).toBe(
      'The local AWS cannot run this assembly:\n' +
        '  Shop/Vpc: the local AWS does not simulate the resource type AWS::EC2::VPC.\n',
    )
    await assembly.remove()
  })

  test('a directory without an assembly', async () => {
    expect(await refused('--assembly', '/nowhere')).toMatch(/^There is no cloud assembly in \/nowhere: .*\n$/)
  })

  test('an assembly that is damaged', async () => {
    const assembly = await Assembly.of({})
    await assembly.write('manifest.json', '{ "artifacts": ')
    expect(await refused('--assembly', assembly.directory)).toMatch(
      /^\S+manifest\.json is not JSON: .*\. Create the assembly again with "npx cdk synth"\.\n$/,
    )
    await assembly.remove()
  })

  test('a function that crashes before it can be invoked', async () => {
    const assembly = await Assembly.of({
      Shop: functionStack('throw new Error("SHIPMENTS_TABLE is not set")'),
    })
    const errors = await refused('--assembly', assembly.directory)
    expect(errors).toContain('shipping')
    expect(errors).toContain('SHIPMENTS_TABLE is not set')
    await assembly.remove()
  })

  test('a directory without an app, which is left as it was', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'no-project-'))
    const command = new Command([], directory)
    expect(await command.exitCode()).toBe(1)
    expect(command.errors).toMatch(/^There is no cdk\.json in .*: say what to run with --app .*\n$/)
    expect(await readdir(directory)).toEqual([])
    await rmdir(directory)
  })

  test('the same among node_modules, where compiled code is kept', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'no-app-'))
    await mkdir(join(directory, 'node_modules'))
    // Tests say otherwise where processes keep it.
    expect(await new Command([], directory, { NODE_COMPILE_CACHE: '' }).exitCode()).toBe(1)
    expect(await readdir(join(directory, 'node_modules', '.cache'))).toEqual(['local-aws'])
    await rm(directory, { recursive: true })
  })

  /** @own the sentence about a temporary directory that cannot be used */
  test.each([
    ['/nowhere', ['--empty']],
    ['/nowhere', ['--app', 'true']],
    ['/dev/null', ['--empty']],
  ])('the temporary directory %s, with %s', async (TMPDIR, args) => {
    const command = new Command(args, undefined, { TMPDIR })
    expect(await command.exitCode()).toBe(1)
    expect(command.errors).toMatch(
      new RegExp(`^The temporary directory ${TMPDIR} cannot be used \\(.+\\)\\. Set TMPDIR to a .+\\.\\n$`),
    )
  })

  test('a module for log lines that has none to give', async () => {
    const command = new Command(['--empty', '--log-lines', '/dev/null'])
    expect(await command.exitCode()).toBe(1)
    expect(command.errors).toBe('--log-lines /dev/null has no function as its default export.\n')
  })

  test('a command line that makes no sense', async () => {
    const errors = await refused('--prot', '1')
    expect(errors).toContain("Unknown option '--prot'")
    expect(errors).toContain('Usage: npx --no-install local-aws [options]')
  })
})

test('--help shows how to use it', async () => {
  const command = new Command(['--help'])
  expect(await command.exitCode()).toBe(0)
  for (const option of ['--app COMMAND', '--port', '--empty', '--time-scale', '--assembly', '-c KEY=VALUE'])
    expect(command.output).toContain(option)
})
