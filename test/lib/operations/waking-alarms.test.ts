import { dependencies } from '../../../lambda/contracts/dependency.ts'
import { pipelines } from '../../../lambda/contracts/objective.ts'
import { runbooks } from '../../../lib/constructs/runbook.ts'
import { allResources, appWith } from '../app-of-stage.ts'
import { descriptionOf } from '../fixture.ts'
import type { Located } from '../resource.ts'

const everything = allResources(appWith({ experiments: true, dashboards: true, region: 'eu-central-1' }))
const ofType = (type: string) => everything.filter(({ Type }) => Type === type)
const alarms = ofType('AWS::CloudWatch::Alarm')
const composites = ofType('AWS::CloudWatch::CompositeAlarm')
const nameOf = ({ Properties }: Located) => String(Properties.AlarmName)
const ruleOf = ({ Properties }: Located) => String(Properties.AlarmRule)

/** What a rule asks of alarms that are on; `NOT (…)` names those that excuse. */
function childrenIn(rule: string): string[] {
  return namesIn(rule.replaceAll(EXCUSES, ''))
}

/** The names in each `NOT (…)` of a rule. */
function excusesIn(rule: string): string[][] {
  return (rule.match(EXCUSES) ?? []).map(namesIn)
}

const EXCUSES = / AND NOT \((ALARM\("[^"]+"\)( OR )?)+\)/g

function namesIn(rule: string): string[] {
  return Array.from(rule.matchAll(/ALARM\("([^"]+)"\)/g), ([, name = '']) => name)
}

function composite(name: string): Located {
  const found = composites.find(one => nameOf(one) === `Messaging-dev-${name}`)
  if (found) return found
  throw new Error(`There is no composite alarm ${name}.`)
}

test('each pipeline has one alarm that notifies, and so have what functions call and what waits for a release', () => {
  expect(composites.map(nameOf).toSorted()).toEqual(
    [
      'clickstream',
      'mail',
      'posts',
      'shop',
      'synchronousvideo',
      'video',
      'waiting',
      'waiting-for-release',
    ].map(name => `Messaging-dev-${name}`),
  )
})

test('every other alarm notifies nobody, and is a child of exactly one of these', () => {
  for (const { Properties } of alarms) {
    expect(Properties).not.toHaveProperty('AlarmActions')
    expect(Properties).not.toHaveProperty('OKActions')
  }
  expect(composites.flatMap(one => childrenIn(ruleOf(one))).toSorted()).toEqual(alarms.map(nameOf).toSorted())
})

test('an alarm is deployed before the rule that names it', () => {
  for (const one of composites) {
    const { DependsOn = [] } = one as unknown as { DependsOn?: string[] }
    const children = alarms.filter(alarm => childrenIn(ruleOf(one)).includes(nameOf(alarm)))
    expect(children.map(({ stack }) => stack)).toEqual(children.map(() => one.stack))
    expect(DependsOn).toEqual(expect.arrayContaining(children.map(({ id }) => id)))
  }
})

describe('the rule of a pipeline', () => {
  const rule = ruleOf(composite('posts'))

  test('is on for what needs a person, whatever is down; for what is refused or late, only if nothing explains it', () => {
    const on = (name: string) => `ALARM("Messaging-dev-${name}")`
    const any = (...names: string[]) => names.map(on).join(' OR ')
    const burnRate = (long: string, short: string) =>
      `(${on(`posts-burn-rate-${long}`)} AND ${on(`posts-burn-rate-${short}`)})`
    const late = [
      any('posts-posts-old-messages', 'posts-fan-out-late-messages'),
      burnRate('1h', '5m'),
      burnRate('6h', '30m'),
    ]
    const outage = any('waiting-for-dynamodb', 'waiting-for-kms', 'waiting-for-sqs', 'waiting-for-other')
    expect(rule).toBe(
      [
        any('posts-posts-dead-letters', 'posts-fan-out-failed-records'),
        `((${any('posts-api-server-errors')}) AND NOT (${outage}))`,
        `((${late.join(' OR ')}) AND NOT (${outage} OR ${on('waiting-for-release-posts')}))`,
      ].join(' OR '),
    )
  })

  test.each([
    ['shop', ['dynamodb', 'kms', 'sns', 'sqs', 'other']],
    ['video', ['dynamodb', 'kms', 's3', 'sqs', 'other']],
    ['mail', ['dynamodb', 'kms', 'ses', 'sqs', 'other']],
    ['clickstream', ['dynamodb', 'kinesis', 'kms', 's3', 'sqs', 'other']],
  ])(
    'of %s is excused by an outage of what its functions call, by its own release, and by nothing else',
    (name, called) => {
      const excuses = excusesIn(ruleOf(composite(name)))
      const outage = called.map(each => `Messaging-dev-waiting-for-${each}`)
      expect(excuses.at(-1)).toEqual([...outage, `Messaging-dev-waiting-for-release-${name}`])
      for (const others of excuses.slice(0, -1)) expect(others).toEqual(outage)
    },
  )

  test('names no excuse that wakes nobody', () => {
    const services = dependencies.filter(each => each !== 'release')
    const releases = pipelines.map(each => `release-${each}`)
    const waking = [composite('waiting'), composite('waiting-for-release')].map(ruleOf).flatMap(namesIn)
    expect(waking).toEqual([...services, ...releases].map(each => `Messaging-dev-waiting-for-${each}`))
    for (const one of composites) {
      expect(waking).toEqual(expect.arrayContaining(excusesIn(ruleOf(one)).flat()))
    }
  })
})

describe('every alarm', () => {
  const all = [...alarms, ...composites]

  test('begins with what happened, and ends with its runbook and a dashboard of its region', () => {
    for (const { Properties } of all) {
      expect(descriptionOf(Properties)).toMatch(
        /^\w.+[.?]\nRunbook: https:\/\/\S+\/docs\/runbooks\/[a-z-]+\.md\nDashboard: https:\/\/console\.aws\.amazon\.com\/cloudwatch\/home\?region=eu-central-1#dashboards\/dashboard\/Messaging-dev-[A-Z][a-z]+$/s,
      )
    }
  })

  test('links the runbook of its kind, and each runbook is linked', () => {
    const linked = all.map(({ Properties }) => /runbooks\/(.*)\.md/.exec(descriptionOf(Properties))?.[1])
    // In stages with canaries alone: test/lib/constructs/canary.test.ts.
    const others = runbooks.filter(runbook => runbook !== 'rolled-back')
    expect([...new Set(linked)].toSorted()).toEqual(others.toSorted())
  })

  test("links its pipeline's dashboard where there is one, otherwise the overview", () => {
    const dashboards = (one: Located) => /dashboard\/(.*)$/.exec(descriptionOf(one.Properties))?.[1]
    const own = ['Shop', 'Video', 'Posts', 'Mail', 'Clickstream'].map(part => `Messaging-dev-${part}`)
    for (const one of all) {
      expect(dashboards(one)).toBe(own.includes(one.stack) ? one.stack : 'Messaging-dev-Overview')
    }
  })
})
