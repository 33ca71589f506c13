import { Construct, RootConstruct } from 'constructs'
import { type Config, readConfig } from '../../../lib/config.ts'
import { Setting, type SettingKey, settingKeys } from '../../../lib/settings/setting.ts'
import { text } from '../../../lib/settings/setting-types.ts'

function read(context: Record<string, unknown>): Config {
  const root = new RootConstruct()
  for (const [key, value] of Object.entries(context)) root.node.setContext(key, value)
  return readConfig(new Construct(root, 'App').node, '/nowhere')
}

describe.each<[SettingKey & keyof Config, least: number, most: number]>([
  ['consumerConcurrency', 2, 1000],
  ['encoderConcurrency', 2, 1000],
  ['encoderMemory', 128, 10_240],
  ['purchasesArchiveDays', 1, 365],
  ['purchaseRetentionDays', 60, 3650],
  ['videoRetentionDays', 30, 3650],
  ['streamCapacity', 1, 10_000],
  ['streamRetentionHours', 24, 8760],
  ['lakeRetentionDays', 1, 3650],
  ['lakeBufferSeconds', 0, 900],
  ['basketReminderMinutes', 1, 1440],
])('%s', (key, least, most) => {
  test.each([least, most, String(least), String(most)])(`takes %j`, value => {
    expect(read({ [key]: value })[key]).toBe(Number(value))
  })

  test.each([least - 1, most + 1, least + 0.5, [least], '', `${least} `.repeat(2), null, true])(
    'refuses %j',
    value => {
      expect(() => read({ [key]: value })).toThrow(`"${key}" is ${JSON.stringify(value)}. Use a whole number`)
    },
  )
})

describe.each<SettingKey & keyof Config>(['dashboards', 'clickstream', 'streamFanOut', 'experiments'])(
  '%s',
  key => {
    test.each([true, false, 'true', 'false'])('takes %j', value => {
      expect(read({ [key]: value })[key]).toBe(JSON.parse(String(value)))
    })

    test.each(['True', '1', 0, '', 'null', '"true"'])('refuses %j', value => {
      expect(() => read({ [key]: value })).toThrow(`"${key}" is ${JSON.stringify(value)}. Use true or false.`)
    })
  },
)

describe('texts', () => {
  test.each<[SettingKey & keyof Config, string]>([
    ['account', '000000000000'],
    ['region', 'eu-central-1'],
    ['region', 'us-gov-east-1'],
    ['region', 'us-isob-east-1'],
    ['runbooks', 'https://ab'],
    ['runbooks', `https://${'x'.repeat(91)}`],
    ['runbooks', 'https://git.shop.de:8443/~a/b?c=d&e=%20#f,g;h'],
  ])('%s takes %j', (key, value) => {
    expect(read({ [key]: value })[key]).toBe(value)
  })

  test.each<[SettingKey, unknown]>([
    ['account', '00000000000'],
    ['account', '0000000000000'],
    ['account', 'a00000000000'],
    ['account', 111_122_223_333],
    ['region', 'eu-central-10'],
    ['region', 'eu-central'],
    ['region', 'europe-central-1'],
    ['region', 'e-central-1'],
    ['region', ' eu-central-1'],
    ['region', 'eu-Central-1'],
    ['runbooks', 'https://a'],
    ['runbooks', `https://${'x'.repeat(92)}`],
    ['runbooks', 'https://git.shop.de/'],
    ['runbooks', 'https://git.shop.de/a b'],
    ['runbooks', 'https://git.shop.de/"a'],
    ['runbooks', 'https://git.shop.de/a '],
    ['runbooks', ' https://git.shop.de/a'],
    ['runbooks', 'http://git.shop.de/a'],
  ])('%s refuses %j', (key, value) => {
    expect(() => read({ [key]: value })).toThrow(`Context "${key}" is ${JSON.stringify(value)}. Use `)
  })

  test('of other types than text are refused, even if the pattern matches what they read like', () => {
    const setting = new Setting('Context', 'account', 5)
    expect(() => text(setting, /5/, 'Use text.')).toThrow('Context "account" is 5. Use text.')
  })
})

describe('the stage', () => {
  test.each(['', 'a-b', 'Prod', '9a', 'abcdefghijklm', ' a', 'a ', 5])('may not be %j', stage => {
    expect(() => read({ stage })).toThrow(
      `Context "stage" is ${JSON.stringify(stage)}. Use 1 to 12 lower-case letters and digits, the first a letter.`,
    )
  })

  test.each(['a', 'a9', 'abcdefghijkl'])('may be %j: it only lacks its file', stage => {
    expect(() => read({ stage })).toThrow(`There is no config/${stage}.json.`)
  })

  test('may stand beside context of the CDK and of other tools', () => {
    const context = { '@aws-cdk/core:x': true, 'vpc-provider:y': {}, 'aws:cdk:enable-path-metadata': true }
    expect(read({ ...context, stage: 'dev' }).stage).toBe('dev')
  })
})

describe('addresses', () => {
  test.each<[given: string, read: string]>([
    ['Orders@Shop.de', 'Orders@Shop.de'],
    ['orders@größe.de', 'orders@xn--gre-6ka8i.de'],
  ])('%j is read as %j', (given, sender) => {
    expect(read({ sender: given, alarmAddress: given })).toMatchObject({ sender, alarmAddress: sender })
  })

  test.each<SettingKey>(['sender', 'alarmAddress'])('%s refuses what is no address', key => {
    for (const value of ['', 'a', 'A <a@shop.de>', 'a@shop.de,b@shop.de', 5]) {
      expect(() => read({ [key]: value })).toThrow('Use one plain e-mail address.')
    }
  })
})

describe('review limits', () => {
  test.each([{ EUR: 1 }, { EUR: 1e9 }, { EUR: 1, USD: 2 }, '{"EUR":1}'])('may be %j', reviewLimits => {
    const parsed = typeof reviewLimits === 'string' ? JSON.parse(reviewLimits) : reviewLimits
    expect(read({ reviewLimits }).reviewLimits).toEqual(parsed)
  })

  test.each([
    {},
    [],
    [1],
    null,
    5,
    'EUR',
    { EUR: 0 },
    { EUR: 1e9 + 1 },
    { EUR: 1.5 },
    { EUR: '5' },
    { EU: 1 },
    { EURO: 1 },
    { eur: 1 },
    { 'EUR ': 1 },
    { EUR: 1, usd: 1 },
    { EUR: 1, USD: 0 },
  ])('may not be %j', reviewLimits => {
    expect(() => read({ reviewLimits })).toThrow(
      `Context "reviewLimits" is ${JSON.stringify(reviewLimits)}. Use minor units by ISO 4217 code, from 1 to 1000000000: '{"EUR":50000,"USD":50000}'.`,
    )
  })
})

test('what looks like a number or a flag becomes one in a file, unless the setting is a text', () => {
  const inFile = (value: string) =>
    Object.fromEntries(settingKeys.map(key => [key, new Setting('', key, value).inFile]))
  const texts = ['account', 'region', 'sender', 'senderIdentity', 'alarmAddress', 'runbooks', 'ffmpeg']
  const expected = (text: string, value: unknown) =>
    Object.fromEntries(settingKeys.map(key => [key, texts.includes(key) ? text : value]))
  expect(inFile('5')).toEqual(expected('5', 5))
  expect(inFile('false')).toEqual(expected('false', false))
  expect(inFile('on-demand')).toEqual(expected('on-demand', 'on-demand'))
})
