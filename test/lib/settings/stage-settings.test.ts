import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, RemovalPolicy } from 'aws-cdk-lib'
import { readConfig } from '../../../lib/config.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

function file(stage: string, content: unknown): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  writeFileSync(join(directory, `${stage}.json`), text)
}

const config = (context: Record<string, string>, cli?: { account?: string; region?: string }) => {
  const scope = new App({ context, outdir: directory, analyticsReporting: false })
  return readConfig(scope.node, directory, cli)
}

/** What the message says is to be in the file. */
function proposal(read: () => unknown): unknown {
  try {
    read()
  } catch (error) {
    const { name, message } = error as Error
    expect(name).toBe('ConfigError')
    return JSON.parse(/\{[\s\S]*\}/.exec(message)?.[0] as string)
  }
  throw new Error('It was not refused.')
}

describe('every stage but dev', () => {
  test('has its settings from its file', () => {
    file('prod', { sender: 'orders@shop.de', region: 'eu-central-1', encoderConcurrency: 25 })
    expect(config({ stage: 'prod' })).toMatchObject({
      stage: 'prod',
      sender: 'orders@shop.de',
      region: 'eu-central-1',
      encoderConcurrency: 25,
      experiments: false,
    })
  })

  test('is refused without a file, with the text of one; with that text it synthesizes', () => {
    const missing = () => config({ stage: 'prod' })
    expect(missing).toThrow(/^There is no config\/prod\.json\. .* Create it with your own addresses:\n\{/)
    const proposed = proposal(missing)
    expect(proposed).toEqual({ sender: 'shop@example.com', alarmAddress: 'on-call@example.com' })
    file('prod', proposed)
    expect(config({ stage: 'prod' })).toMatchObject(proposed as object)
  })

  test('is proposed a file that works as printed: an account stays text, a number becomes one', () => {
    const given = { stage: 'qa', account: '123456789012', encoderConcurrency: '4', experiments: 'true' }
    file(
      'qa',
      proposal(() => config(given)),
    )
    expect(config({ stage: 'qa' })).toMatchObject({
      account: '123456789012',
      encoderConcurrency: 4,
      experiments: true,
    })
  })

  test('accepts a settings file with a byte order mark; an unreadable file is explained', () => {
    file('prod', '\uFEFF{"sender":"orders@shop.de"}')
    expect(config({ stage: 'prod' }).sender).toBe('orders@shop.de')
    file('prod', '')
    expect(() => config({ stage: 'prod' })).toThrow(/^config\/prod\.json cannot be read: .*Save it as UTF-8/)
  })

  test('is proposed a file with what -c gave and with where the CLI would deploy to', () => {
    const given = {
      stage: 'staging',
      sender: 'orders@shop.de',
      encoderConcurrency: '25',
      experiments: 'true',
    }
    const cli = { account: '111122223333', region: 'eu-central-1' }
    expect(proposal(() => config(given, cli))).toEqual({
      account: '111122223333',
      region: 'eu-central-1',
      sender: 'orders@shop.de',
      alarmAddress: 'on-call@example.com',
      encoderConcurrency: 25,
      experiments: true,
    })
  })

  test.each<Record<string, string>>([
    { region: 'eu-west-1' },
    { alarmAddress: 'you@shop.de' },
    { sender: 'orders@shop.de' },
  ])('is refused with %j beside its file, whatever the file says', given => {
    file('prod', { sender: 'orders@shop.de', experiments: true })
    const refused = () => config({ stage: 'prod', ...given })
    const [[key, value]] = Object.entries(given) as [[string, string]]
    expect(refused).toThrow(
      `Context "${key}" is "${value}". This stage takes its settings only from config/prod.json, so that no later command forgets one. Leave out -c ${key}, or make the file:`,
    )
    expect(proposal(refused)).toEqual({ sender: 'orders@shop.de', experiments: true, ...given })
  })
})

describe('dev', () => {
  test('needs no file, and takes -c', () => {
    expect(config({ region: 'eu-west-1' })).toMatchObject({ stage: 'dev', region: 'eu-west-1' })
  })

  test('may have one, so that its experiments are not forgotten when it is destroyed; -c comes first', () => {
    file('dev', { experiments: true, encoderConcurrency: 5 })
    expect(config({ encoderConcurrency: '7' })).toMatchObject({ experiments: true, encoderConcurrency: 7 })
  })
})

describe('a file is refused', () => {
  test('with an unknown key', () => {
    file('prod', { alarmAdress: 'you@shop.de' })
    expect(() => config({ stage: 'prod' })).toThrow(
      'config/prod.json: "alarmAdress" is "you@shop.de". No such key: use some of account, region, sender,',
    )
  })

  test('with a stage of its own: its name says that', () => {
    file('prod', { stage: 'prod' })
    expect(() => config({ stage: 'prod' })).toThrow('config/prod.json: "stage" is "prod". No such key')
  })

  test('with a value that cannot be used', () => {
    file('prod', { encoderConcurrency: 1 })
    expect(() => config({ stage: 'prod' })).toThrow(
      'config/prod.json: "encoderConcurrency" is 1. Use a whole number from 2 to 1000.',
    )
  })

  test('for a region that lacks a service', () => {
    file('prod', { region: 'mx-central-1' })
    expect(() => config({ stage: 'prod' })).toThrow(
      'config/prod.json: "region" is "mx-central-1". It lacks SES',
    )
  })

  test.each(['[]', 'null', '"prod"'])('that holds %s', content => {
    file('prod', content)
    expect(() => config({ stage: 'prod' })).toThrow(
      `config/prod.json holds ${content}. Write one JSON object, such as {"sender":"shop@example.com"}.`,
    )
  })

  test('that is no JSON', () => {
    file('prod', '{ sender: ')
    expect(() => config({ stage: 'prod' })).toThrow(/^config\/prod\.json cannot be read: .*JSON/)
  })
})

test('stages named prod… keep their data, shift to new code by canaries, and cannot be deleted by mistake', () => {
  for (const stage of ['prod', 'production', 'staging']) file(stage, {})
  const kept = {
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    canaries: true,
    terminationProtection: true,
  }
  expect(config({ stage: 'prod' })).toMatchObject(kept)
  expect(config({ stage: 'production' })).toMatchObject(kept)
  expect(config({ stage: 'staging' })).toMatchObject({
    removalPolicy: RemovalPolicy.DESTROY,
    canaries: false,
    terminationProtection: false,
  })
})
