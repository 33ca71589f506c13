import { RemovalPolicy } from 'aws-cdk-lib'
import { Construct, RootConstruct } from 'constructs'
import { defaults, readConfig } from '../../lib/config.ts'

function configOf(context: Record<string, unknown>) {
  const root = new RootConstruct()
  for (const [key, value] of Object.entries(context)) root.node.setContext(key, value)
  return readConfig(new Construct(root, 'App').node)
}

test('has a default for everything that a synthesis needs', () => {
  expect(configOf({})).toEqual({ ...defaults, removalPolicy: RemovalPolicy.DESTROY })
})

test('takes what the command line gives', () => {
  const given = {
    stage: 'prod',
    region: 'eu-central-1',
    sender: 'orders@shop.example',
    alarmAddress: 'on-call@shop.example',
    reviewLimits: '{"EUR":100}',
    encoderConcurrency: '25',
    experiments: 'true',
  }
  expect(configOf(given)).toEqual({
    ...given,
    reviewLimits: { EUR: 100 },
    encoderConcurrency: 25,
    experiments: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })
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
    ['region', 'Frankfurt', 'Context "region" is "Frankfurt". Use a region like eu-central-1.'],
    ['sender', 'shop', 'Context "sender" is "shop". Use one plain e-mail address.'],
    ['sender', 'Shop <shop@example.com>', 'Use one plain e-mail address.'],
    ['alarmAddress', 'a@b.example,c@d.example', 'Use one plain e-mail address.'],
    ['reviewLimits', '500', `Context "reviewLimits" is "500". ${limits}`],
    ['reviewLimits', '{EUR:500}', limits],
    ['reviewLimits', { euro: 500 }, limits],
    ['reviewLimits', { EUR: 0 }, limits],
    ['reviewLimits', { EUR: 9.99 }, limits],
    ['reviewLimits', { EUR: 1_000_000_001 }, limits],
    ['reviewLimits', {}, limits],
    ['encoderConcurrency', 1, 'Context "encoderConcurrency" is 1. Use a whole number from 2 to 1000.'],
    ['encoderConcurrency', '1001', 'Context "encoderConcurrency" is "1001".'],
    ['encoderConcurrency', 2.5, 'Use a whole number from 2 to 1000.'],
    ['encoderConcurrency', 'ten', 'Use a whole number from 2 to 1000.'],
    ['encoderConcurrency', '[10]', 'Use a whole number from 2 to 1000.'],
    ['experiments', 'yes', 'Context "experiments" is "yes". Use true or false.'],
    ['experiments', 1, 'Use true or false.'],
    [
      'alarmAdress',
      'on-call@shop.example',
      'Context "alarmAdress" is "on-call@shop.example". No such key: use one of stage, region, sender, alarmAddress, reviewLimits, encoderConcurrency, experiments.',
    ],
  ])('%s = %j', (key, value, message) => {
    expect(() => configOf({ [key]: value })).toThrow(message)
  })
})
