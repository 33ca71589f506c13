import { EXERCISED_SETTINGS } from '../../../tools/grants/exercise/settings.ts'
import { allResources, appWith } from '../../lib/app-of-stage.ts'
import { inFull } from '../../lib/permissions.ts'
import { type Located, type Statement, statementsOf } from '../../lib/resource.ts'
import { otherValues } from '../../lib/setting-values.ts'
import { everything } from '../../lib/stage.ts'

/** What each policy allows, an action on a resource a line; without conditions, which have the values of the settings. */
function grantsOf(resources: readonly Located[]): string[] {
  return resources.flatMap(resource =>
    statements(resource)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Principal, Resource = '*' }) =>
        [Action]
          .flat()
          .flatMap(action =>
            [Resource]
              .flat()
              .map(each =>
                [resource.stack, resource.id, action, inFull(each), JSON.stringify(Principal)]
                  .join(' ')
                  .replaceAll(/Messaging-[a-z]+-/g, ''),
              ),
          ),
      ),
  )
}

function statements(resource: Located): Statement[] {
  if (resource.Type !== 'AWS::Lambda::Permission') return statementsOf(resource)
  const { Action, FunctionName, Principal } = resource.Properties
  return [
    {
      Effect: 'Allow',
      Action: String(Action),
      Resource: FunctionName,
      Principal: { Service: Principal },
    },
  ]
}

/** @own the stage that `npm run grants` starts */
test('the stage that is exercised has every grant that a stage can have by its settings, but for canaries', () => {
  const exercised = new Set(grantsOf(allResources(appWith({ ...EXERCISED_SETTINGS }))))
  const { account: _, region: __, ...others } = otherValues
  const production = allResources(appWith({ ...others, clickstream: true, stage: 'prod' }))
  const missing = grantsOf([...everything, ...production]).filter(grant => !exercised.has(grant))
  expect([...new Set(missing.map(grant => grant.split(' ')[1]))]).toEqual(
    expect.arrayContaining([expect.stringMatching(/^CanariesRole/)]),
  )
  expect(missing.filter(grant => !/^\w+ CanariesRole/.test(grant))).toEqual([])
})

/** @own the policies that `npm run grants` reads */
test('there are no policies of a kind that the report does not read', () => {
  const kinds = everything
    .filter(resource => JSON.stringify(resource).includes('"Effect":"Allow"'))
    .map(({ Type }) => Type)
  expect([...new Set(kinds)].toSorted()).toEqual([
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::KMS::Key',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::QueuePolicy',
  ])
})
