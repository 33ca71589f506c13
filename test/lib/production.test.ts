import { readFileSync } from 'node:fs'
import type { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { allResources, appWith, stacksOf } from './app-of-stage.ts'
import type { Located } from './resource.ts'

const production = { stage: 'production', account: '111122223333', region: 'eu-central-1' }
const everything = allResources(appWith(production))

const deletion = (resource: Located) => (resource as unknown as { DeletionPolicy?: string }).DeletionPolicy
const retained = (resources: Located[]) => resources.filter(one => deletion(one)?.startsWith('Retain'))

describe('a stage of production', () => {
  test('keeps its tables, its buckets and the keys that encrypt them, and that of the links in its mails', () => {
    const kept = retained(everything).map(({ Type, stack, id }) => `${Type} ${stack.split('-').at(-1)} ${id}`)
    expect(kept.toSorted()).toEqual([
      'AWS::DynamoDB::GlobalTable Clickstream BasketsConsentsTable',
      'AWS::DynamoDB::GlobalTable Clickstream BasketsTable',
      'AWS::DynamoDB::GlobalTable Clickstream GenerationsTable',
      'AWS::DynamoDB::GlobalTable Clickstream TrendsTable',
      'AWS::DynamoDB::GlobalTable Mail SentEmailsTable',
      'AWS::DynamoDB::GlobalTable Mail SuppressionTable',
      'AWS::DynamoDB::GlobalTable Posts PublishedPostsTable',
      'AWS::DynamoDB::GlobalTable Posts SubscribersTable',
      'AWS::DynamoDB::GlobalTable Shop ApiRequestsTable',
      'AWS::DynamoDB::GlobalTable Shop PurchaseHistoryTable',
      'AWS::DynamoDB::GlobalTable Shop ShipmentsTable',
      'AWS::DynamoDB::GlobalTable Video VideoProgressTable',
      'AWS::KMS::Key Clickstream BasketsUnsubscribeKey',
      'AWS::KMS::Key Clickstream Key',
      'AWS::KMS::Key Mail Key',
      'AWS::KMS::Key Posts Key',
      'AWS::KMS::Key Posts UnsubscribeKey',
      'AWS::KMS::Key Shop Key',
      'AWS::KMS::Key Video Key',
      'AWS::S3::Bucket Clickstream BasketsGivenUpBucket',
      'AWS::S3::Bucket Clickstream GivenUpBucket',
      'AWS::S3::Bucket Clickstream LakeBucket',
      'AWS::S3::Bucket Video Bucket',
    ])
  })

  // "The resource must have a DeletionPolicy of Retain or RetainExceptOnCreate" (CloudFormation, Import resources automatically).
  test('keeps nothing that a failed first deployment made', () => {
    expect(new Set(retained(everything).map(deletion))).toEqual(new Set(['RetainExceptOnCreate']))
    expect(JSON.stringify(everything)).not.toMatch(/"Deletion(Protection)?Enabled":true/)
    expect(JSON.stringify(everything)).not.toContain('"DeletionProtectionEnabled":true')
  })

  // "The resource must have a static custom name … Dynamic names (using !Ref or other functions) are not … supported."
  test('names what it keeps in plain text, but for keys, which have no names', () => {
    const names = retained(everything)
      .filter(({ Type }) => Type !== 'AWS::KMS::Key')
      .map(({ Properties }) => Properties.TableName ?? Properties.BucketName)
    expect(names).toContain('Messaging-production-Shop-PurchaseHistory')
    expect(names).toContain('messaging-production-videos-111122223333-eu-central-1')
    for (const name of names) expect(typeof name).toBe('string')
  })

  test('has keys whose definition refers to nothing, so that they are imported before all else', () => {
    for (const { Type, ...key } of everything) {
      if (Type !== 'AWS::KMS::Key') continue
      expect(JSON.stringify(key)).not.toMatch(/Fn::GetAtt|DependsOn|Fn::ImportValue/)
      expect(JSON.stringify(key).match(/"Ref":"[^"]*"/g) ?? []).not.toContainEqual(
        expect.stringMatching(/"Ref":"(?!AWS::)/),
      )
    }
  })

  test('cannot be deleted by mistake, nor deployed to another account', () => {
    for (const stack of stacksOf(appWith(production))) {
      expect(stack.terminationProtection).toBe(true)
      expect(stack.account).toBe('111122223333')
    }
  })
})

describe('the consumers of production', () => {
  const ofType = (type: string) => everything.filter(({ Type }) => Type === type)
  const sources = ofType('AWS::Lambda::EventSourceMapping')
  const ofVersions = ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) =>
    JSON.stringify(Properties.AlarmName).includes('-version-'),
  )

  test('are invoked through their aliases, all of them', () => {
    expect(sources.length).toBeGreaterThan(14)
    for (const { Properties } of sources) {
      expect(JSON.stringify(Properties.FunctionName)).toMatch(/Canary\w*Live.*":live"/)
    }
  })

  test('have a group each, and each domain an application and a role', () => {
    expect(ofType('AWS::CodeDeploy::DeploymentGroup')).toHaveLength(sources.length)
    const applications = ofType('AWS::CodeDeploy::Application').map(
      ({ Properties }) => Properties.ApplicationName,
    )
    expect(applications.toSorted()).toEqual([
      'Messaging-production-Clickstream',
      'Messaging-production-Mail',
      'Messaging-production-Posts',
      'Messaging-production-Shop',
      'Messaging-production-Video',
    ])
  })

  test('shift for as long as a try that hangs takes to be noticed', () => {
    const configs = ofType('AWS::CodeDeploy::DeploymentGroup').map(({ Properties }) =>
      [Properties.DeploymentGroupName, Properties.DeploymentConfigName].join(' '),
    )
    expect(configs).toContain('shop-shipping CodeDeployDefault.LambdaCanary10Percent5Minutes')
    expect(configs).toContain('video-encoder CodeDeployDefault.LambdaCanary10Percent30Minutes')
    expect(configs).toContain('clickstream-trends CodeDeployDefault.LambdaCanary10Percent30Minutes')
  })

  test('go back if nearly all is rejected, where that is daily business: only the encoder judges what people send', () => {
    const names = ofVersions.map(({ Properties }) => JSON.stringify(Properties.AlarmName))
    expect(names.filter(name => name.includes('-rejected'))).toEqual([
      expect.stringContaining('Messaging-production-video-encoder-version-'),
    ])
  })

  test('wake nobody by the alarms of a version', () => {
    const rules = JSON.stringify(ofType('AWS::CloudWatch::CompositeAlarm'))
    expect(rules).toContain('production-shop-shipping-failed-records')
    expect(rules).not.toContain('-version-')
    expect(ofVersions.length).toBeGreaterThan(30)
    for (const { Properties } of ofVersions) expect(Properties).not.toHaveProperty('AlarmActions')
  })

  test('have alarms that cost what the README and the page on canaries say', () => {
    const metrics = ofVersions.map(({ Properties: { Metrics } }) =>
      Array.isArray(Metrics) ? Metrics.filter(({ MetricStat }) => MetricStat).length : 1,
    )
    // 0.10 USD for each metric of an alarm.
    const price = (metrics.reduce((sum, count) => sum + count, 0) / 10).toFixed(2)
    const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    expect(text('README.md')).toContain(`the alarms of the consumers' versions are ${price} USD more`)
    expect(text('docs/decisions/canary.md')).toContain(`${price} for all ${sources.length} consumers`)
  })
})

test('no other stage has versions, aliases or anything of CodeDeploy', () => {
  const types = allResources(appWith({ stage: 'staging' })).map(({ Type }) => Type)
  expect(types.filter(type => /Lambda::(Version|Alias)|CodeDeploy/.test(type))).toEqual([])
})

test('every other stage goes with its stacks', () => {
  const stacks: Stack[] = stacksOf(appWith({ stage: 'test' }))
  expect(retained(allResources(appWith({ stage: 'test' })))).toEqual([])
  expect(stacks.map(({ terminationProtection }) => terminationProtection)).not.toContain(true)
})

test('the name of the bucket is the same whether or not it is written out', () => {
  const [video] = stacksOf(appWith({ stage: 'production' })).filter(({ stackName }) =>
    stackName.endsWith('Video'),
  )
  Template.fromStack(video as Stack).hasResourceProperties('AWS::S3::Bucket', {
    BucketName: {
      'Fn::Join': [
        '',
        ['messaging-production-videos-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }],
      ],
    },
  })
})
