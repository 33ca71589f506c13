import { RemovalPolicy } from 'aws-cdk-lib'
import { Construct, RootConstruct } from 'constructs'
import { defaults, readConfig } from '../../lib/config.ts'

/** The stage `dev`, told by the command line alone. */
function configOf(context: Record<string, unknown>, cli?: { account?: string; region?: string }) {
  const root = new RootConstruct()
  for (const [key, value] of Object.entries(context)) root.node.setContext(key, value)
  return readConfig(new Construct(root, 'App').node, '/nowhere', cli)
}

test('has a default for everything that a synthesis needs', () => {
  expect(configOf({})).toEqual({
    ...defaults,
    dashboards: false,
    removalPolicy: RemovalPolicy.DESTROY,
    canaries: false,
    terminationProtection: false,
  })
})

test('takes what the command line gives', () => {
  const given = {
    account: '012345678901',
    region: 'eu-central-1',
    sender: 'orders@shop.example',
    senderIdentity: 'address',
    alarmAddress: 'on-call@shop.example',
    runbooks: 'https://git.shop.example/docs/runbooks',
    dashboards: 'true',
    reviewLimits: '{"EUR":100}',
    consumerConcurrency: '30',
    encoderConcurrency: '25',
    encoderMemory: '10240',
    clickstream: 'false',
    streamCapacity: '12',
    streamRetentionHours: '168',
    streamFanOut: 'true',
    lakeRetentionDays: '30',
    lakeBufferSeconds: '0',
    experiments: 'true',
  }
  expect(configOf(given)).toMatchObject({
    ...given,
    dashboards: true,
    reviewLimits: { EUR: 100 },
    consumerConcurrency: 30,
    encoderConcurrency: 25,
    encoderMemory: 10_240,
    clickstream: false,
    streamCapacity: 12,
    streamRetentionHours: 168,
    streamFanOut: true,
    lakeRetentionDays: 30,
    lakeBufferSeconds: 0,
    experiments: true,
  })
})

test('takes the word for a stream without a number of shards, which is no JSON', () => {
  expect(configOf({ streamCapacity: 'on-demand' })).toMatchObject({ streamCapacity: 'on-demand' })
})

// SNS takes another spelling of an endpoint for another subscription.
test('takes an address as it is written, but for the Punycode of its domain', () => {
  const given = { sender: 'Orders@Shop.example', alarmAddress: 'x+y@büro.example' }
  expect(configOf(given)).toMatchObject({ ...given, alarmAddress: 'x+y@xn--bro-hoa.example' })
})

test('takes from cdk.json what JSON can say', () => {
  const given = { reviewLimits: { JPY: 90_000 }, encoderConcurrency: 2, experiments: true }
  expect(configOf(given)).toMatchObject(given)
})

test.each(['@aws-cdk/core:newStyle', 'aws:cdk:bundling-stacks', 'vpc-provider:account=1', 'tool/key'])(
  'leaves %s to whom it belongs',
  key => {
    expect(() => configOf({ [key]: true })).not.toThrow()
  },
)

describe('what cannot be used is refused, with the key, the value and the remedy', () => {
  const limits = `Use minor units by ISO 4217 code, from 1 to 1000000000: '{"EUR":50000,"USD":50000}'.`
  test.each([
    [
      'stage',
      'Prod',
      'Context "stage" is "Prod". Use 1 to 12 lower-case letters and digits, the first a letter.',
    ],
    ['stage', '', 'Context "stage" is "".'],
    ['stage', 7, 'Context "stage" is 7.'],
    [
      'account',
      111122223333,
      'Context "account" is 111122223333. Use the twelve digits of an account, as text.',
    ],
    ['account', '1234', 'Context "account" is "1234".'],
    ['region', 'Frankfurt', 'Context "region" is "Frankfurt". Use a region like eu-central-1.'],
    ['sender', 'shop', 'Context "sender" is "shop". Use one plain e-mail address.'],
    ['sender', 'Shop <shop@example.com>', 'Use one plain e-mail address.'],
    ['sender', 'shop@-example.com', 'Use one plain e-mail address.'],
    ['senderIdentity', 'shop.de', 'Use "address" or "domain".'],
    ['alarmAddress', 'a@b.example,c@d.example', 'Use one plain e-mail address.'],
    [
      'runbooks',
      'http://git.shop.de/runbooks',
      'Context "runbooks" is "http://git.shop.de/runbooks". Use an address of up to 99 characters that begins with https:// and does not end in a slash.',
    ],
    ['runbooks', 'https://git.shop.de/runbooks/', 'and does not end in a slash.'],
    ['runbooks', `https://git.shop.de/${'x'.repeat(80)}`, 'Use an address of up to 99 characters'],
    ['dashboards', 'yes', 'Context "dashboards" is "yes". Use true or false.'],
    ['reviewLimits', '500', `Context "reviewLimits" is "500". ${limits}`],
    ['reviewLimits', '{EUR:500}', limits],
    ['reviewLimits', { euro: 500 }, limits],
    ['reviewLimits', { EUR: 0 }, limits],
    ['reviewLimits', { EUR: 9.99 }, limits],
    ['reviewLimits', { EUR: 1_000_000_001 }, limits],
    ['reviewLimits', {}, limits],
    ['consumerConcurrency', 1, 'Context "consumerConcurrency" is 1. Use a whole number from 2 to 1000.'],
    ['encoderConcurrency', 1, 'Context "encoderConcurrency" is 1. Use a whole number from 2 to 1000.'],
    ['encoderConcurrency', '1001', 'Context "encoderConcurrency" is "1001".'],
    ['encoderConcurrency', 2.5, 'Use a whole number from 2 to 1000.'],
    ['encoderConcurrency', 'ten', 'Use a whole number from 2 to 1000.'],
    ['encoderConcurrency', '[10]', 'Use a whole number from 2 to 1000.'],
    ['encoderMemory', 127, 'Context "encoderMemory" is 127. Use a whole number from 128 to 10240.'],
    ['encoderMemory', '10241', 'Use a whole number from 128 to 10240.'],
    ['clickstream', 'no', 'Context "clickstream" is "no". Use true or false.'],
    [
      'streamCapacity',
      0,
      'Context "streamCapacity" is 0. Use a whole number of shards from 1 to 10000, or on-demand.',
    ],
    ['streamCapacity', '10001', 'Context "streamCapacity" is "10001".'],
    ['streamCapacity', 1.5, 'Use a whole number of shards from 1 to 10000, or on-demand.'],
    ['streamCapacity', 'ondemand', 'Context "streamCapacity" is "ondemand".'],
    ['streamRetentionHours', 23, 'Context "streamRetentionHours" is 23. Use a whole number from 24 to 8760.'],
    ['streamRetentionHours', '8761', 'Use a whole number from 24 to 8760.'],
    ['streamRetentionHours', 24.5, 'Use a whole number from 24 to 8760.'],
    ['streamFanOut', 'yes', 'Context "streamFanOut" is "yes". Use true or false.'],
    ['lakeRetentionDays', 0, 'Context "lakeRetentionDays" is 0. Use a whole number from 1 to 3650.'],
    ['lakeRetentionDays', 3651, 'Use a whole number from 1 to 3650.'],
    ['lakeBufferSeconds', -1, 'Context "lakeBufferSeconds" is -1. Use a whole number from 0 to 900.'],
    ['lakeBufferSeconds', 901, 'Use a whole number from 0 to 900.'],
    ['experiments', 'yes', 'Context "experiments" is "yes". Use true or false.'],
    ['experiments', 1, 'Use true or false.'],
    [
      'alarmAdress',
      'on-call@shop.example',
      'Context "alarmAdress" is "on-call@shop.example". No such key: use one of stage, account, region, sender, senderIdentity, alarmAddress, runbooks, dashboards, reviewLimits, purchasesArchiveDays, purchaseRetentionDays, videoRetentionDays, consumerConcurrency, encoderConcurrency, encoderMemory, ffmpeg, clickstream, streamCapacity, streamRetentionHours, streamFanOut, lakeRetentionDays, lakeBufferSeconds, basketReminderMinutes, experiments.',
    ],
  ])('%s = %j', (key, value, message) => {
    expect(() => configOf({ [key]: value })).toThrow(message)
  })
})

describe('a region that lacks a service is refused, with what it lacks', () => {
  const SES =
    "It lacks SES's configuration sets (AWS::SES::ConfigurationSet), which the mail stack is built on"

  test.each([
    'ap-east-1',
    'ap-southeast-4',
    'ap-southeast-7',
    'cn-north-1',
    'cn-northwest-1',
    'eu-south-2',
    'mx-central-1',
  ])('%s', region => {
    expect(() => configOf({ region })).toThrow(
      `Context "region" is "${region}". ${SES}. Use another region: set "region" (dev takes -c region=eu-central-1, every other stage has it in its file), or AWS_REGION.`,
    )
  })

  test.each(['ap-east-2', 'ap-southeast-6'])('%s lacks two', region => {
    expect(() => configOf({ region })).toThrow(`${SES}, and HTTP APIs (AWS::ApiGatewayV2::Api)`)
  })

  test('also where the CLI would deploy there, unless the setting says another', () => {
    const cli = { account: '111122223333', region: 'eu-south-2' }
    expect(() => configOf({}, cli)).toThrow(`The AWS CLI's configuration: "region" is "eu-south-2". ${SES}.`)
    expect(configOf({ region: 'eu-south-1' }, cli).region).toBe('eu-south-1')
    expect(configOf({}, { region: 'eu-south-1' }).region).toBeUndefined()
  })
})
