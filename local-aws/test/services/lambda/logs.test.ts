import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { RealClock } from '../../../src/clock.ts'
import { LambdaRig } from './lambda-rig.ts'

let rig: LambdaRig

beforeAll(async () => {
  rig = await LambdaRig.started()
})
afterAll(() => rig.close())

/** Time stands still while a function works. */
const now = () => new Date(rig.clock.now()).toISOString()

describe('in text (Working with Lambda function logs; Log and monitor Node.js Lambda functions)', () => {
  /**
   * @documented Lambda Developer Guide, Log and monitor Node.js Lambda functions: START, END and REPORT;
   *   console lines with time, request and level
   */
  test('an invocation is framed by START, END and REPORT; console lines carry time, request and level', async () => {
    await rig.deploy(
      'plain',
      `export const handler = async () => {
         console.log('packed %d boxes', 3)
         console.error('two\\nlines')
         process.stdout.write('straight\\nto the pipe\\n')
       }`,
    )
    await rig.invoke('plain')
    await rig.ended('plain', 1)
    const lines = rig.logged('/aws/lambda/plain')
    const id = /START RequestId: (\S+) Version: \$LATEST/.exec(lines[1] ?? '')?.[1]
    expect(lines[0]).toMatch(/^INIT_START Runtime Version: nodejs:24\./)
    expect(lines.slice(2, 6).sort()).toEqual(
      [
        `${now()}\t${id}\tINFO\tpacked 3 boxes`,
        `${now()}\t${id}\tERROR\ttwo\nlines`,
        'straight',
        'to the pipe',
      ].sort(),
    )
    expect(lines[6]).toBe(`END RequestId: ${id}`)
    expect(lines[7]).toMatch(
      new RegExp(
        `^REPORT RequestId: ${id}\tDuration: \\S+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: \\S+ ms$`,
      ),
    )
    expect(lines).toHaveLength(8)
  })

  /**
   * @documented Lambda Developer Guide, Log and monitor Node.js Lambda functions: Init Duration is that of
   *   the first request
   */
  test('the second invocation of an environment reports no init', async () => {
    await rig.deploy('again', 'export const handler = async () => {}')
    await rig.invoke('again')
    await rig.invoke('again')
    await rig.ended('again', 2)
    const reports = rig.logged('/aws/lambda/again').filter(line => line.startsWith('REPORT'))
    expect(reports.map(line => line.includes('Init Duration'))).toEqual([true, false])
  })

  /** @own the order of lines in a log stream */
  test('what one environment does one after the other stands so in its stream', async () => {
    const real = await LambdaRig.on(new RealClock())
    await real.deploy(
      'in-order',
      'export const handler = async n => { console.log("n=" + n); return "x".repeat(1e6) }',
    )
    await real.lambda.warmUp('in-order')
    await Promise.all([1, 2, 3, 4, 5].map(n => real.invoke('in-order', n)))
    await real.ended('in-order', 5)
    expect(real.logged('/aws/lambda/in-order').filter(line => line.includes('n='))).toHaveLength(5)
    // On a busy machine there may be more environments than one.
    const streams = Map.groupBy(real.logs.lines, ({ stream }) => stream)
    for (const lines of streams.values()) {
      const kinds = lines.flatMap(({ message }) => /^(START|END|REPORT)|n=/.exec(message)?.[0] ?? [])
      expect(kinds).toEqual(
        Array(kinds.length / 4)
          .fill(['START', 'n=', 'END', 'REPORT'])
          .flat(),
      )
    }
    await real.close()
  })

  /**
   * @documented Lambda Developer Guide, Log and monitor Node.js Lambda functions: the lines of errors and
   *   timeouts
   */
  test('an error, a crash and a timeout can be read', async () => {
    await rig.deploy('failing', 'export const handler = async () => { throw new TypeError("no address") }')
    await rig.invoke('failing')
    await rig.ended('failing', 1)
    expect(rig.logged('/aws/lambda/failing').join('\n')).toMatch(
      /\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"no address","stack":\[/,
    )

    await rig.deploy('crashing', 'export const handler = async () => { process.exit(1) }')
    await rig.invoke('crashing')
    await rig.ended('crashing', 1)
    const crash = rig.logged('/aws/lambda/crashing')
    expect(crash.at(-2)).toContain('\tStatus: error\tError Type: Runtime.ExitError')
    expect(crash.at(-1)).toMatch(/ Runtime exited with error: exit status 1$/)

    await rig.deploy('late', rig.bench.source)
    const answer = rig.invoke('late')
    await rig.bench.next()
    await rig.clock.advanceBy({ seconds: 3 })
    await answer
    await rig.ended('late', 1)
    const timeout = rig.logged('/aws/lambda/late')
    expect(timeout.at(-2)).toContain('\tStatus: timeout')
    expect(timeout.at(-1)).toMatch(/ Task timed out after 3.00 seconds$/)
  })
})

describe('as JSON (Configuring JSON and plain text log formats)', () => {
  const json = (input: { ApplicationLogLevel?: 'WARN'; SystemLogLevel?: 'WARN' | 'DEBUG' } = {}) => ({
    LoggingConfig: { LogFormat: 'JSON' as const, LogGroup: '/messaging/test/shop/buying', ...input },
  })
  const records = (group: string) => rig.logged(group).map(line => JSON.parse(line))

  /**
   * @documented Lambda Developer Guide, Configuring JSON and plain text log formats: the members of platform
   *   events and of application logs
   */
  test('platform events and console lines are objects; what is printed as JSON stays as it is', async () => {
    await rig.deploy(
      'structured',
      `export const handler = async () => {
         console.info('packed', { boxes: 3 })
         console.warn({ boxes: 4 })
         console.error('lost', new RangeError('too far'))
         process.stdout.write('{"message":"hop","correlationId":"7"}\\n')
       }`,
      json(),
    )
    await rig.invoke('structured')
    await rig.logs.until('/messaging/test/shop/buying', /platform.report/, 1)
    const all = records('/messaging/test/shop/buying')
    const { requestId } = all[1].record
    expect(all[0]).toMatchObject({ time: now(), type: 'platform.initStart' })
    expect(all[1]).toMatchObject({ type: 'platform.start', record: { version: '$LATEST' } })
    expect(all.slice(2, -1)).toEqual(
      expect.arrayContaining([
        { timestamp: now(), level: 'INFO', requestId, message: 'packed { boxes: 3 }' },
        { timestamp: now(), level: 'WARN', requestId, message: { boxes: 4 } },
        {
          timestamp: now(),
          level: 'ERROR',
          requestId,
          message: expect.stringContaining('lost RangeError: too far'),
          errorType: 'RangeError',
          errorMessage: 'too far',
          stackTrace: expect.any(Array),
        },
        { message: 'hop', correlationId: '7' },
      ]),
    )
    expect(all.at(-1)).toMatchObject({
      type: 'platform.report',
      record: { requestId, status: 'success', metrics: { memorySizeMB: 128 } },
    })
    expect(all).toHaveLength(7)
  })

  /**
   * @documented Lambda Developer Guide, Configuring CloudWatch log groups: "The log stream naming format for custom log
   *   groups follows this convention: YYYY/MM/DD/<function_name>[<function_version>][<execution_environment_GUID>]"
   * @own the environment without brackets, as in the streams of a function's own group
   */
  test('the group is one that clients can read, and its streams name the function', async () => {
    const logs = rig.with(new CloudWatchLogsClient(rig.client))
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: '/messaging/test/shop/buying',
        filterPattern: '{ $.correlationId = "7" }',
      }),
    )
    expect(events).toHaveLength(1)
    expect(events[0]?.logStreamName).toMatch(/^2026\/01\/01\/structured\[\$LATEST\][0-9a-f]{32}$/)
    const own = rig.logs.lines.find(({ group }) => group === '/aws/lambda/plain')
    expect(own?.stream).toMatch(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/)
  })

  /** @documented Lambda Developer Guide, Log-level filtering: ApplicationLogLevel and SystemLogLevel */
  test('ApplicationLogLevel and SystemLogLevel drop what is below them (log-level filtering)', async () => {
    const config = json({ ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' })
    const LoggingConfig = { ...config.LoggingConfig, LogGroup: '/quiet' }
    await rig.deploy(
      'quiet',
      `export const handler = async ({ fail }) => {
         console.info('not this'); console.warn('this')
         if (fail) throw new Error('lost')
       }`,
      { LoggingConfig },
    )
    await rig.invoke('quiet')
    await rig.invoke('quiet', { fail: true })
    await rig.logs.until('/quiet', /platform.report/, 1)
    expect(records('/quiet').map(({ level, type }) => level ?? type)).toEqual([
      'WARN',
      'WARN',
      'ERROR',
      'platform.runtimeDone',
      'platform.report',
    ])
  })
})
