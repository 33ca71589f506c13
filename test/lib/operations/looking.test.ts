import { savedQueries } from '../../../lib/operations/saved-queries.ts'
import { everything, ofType } from '../stage.ts'

describe('saved queries', () => {
  const queries = ofType('AWS::Logs::QueryDefinition')

  test('are in a folder of their stage', () => {
    expect(queries.map(({ Properties }) => Properties.Name)).toEqual(
      Object.keys(savedQueries).map(name => `Messaging-dev/${name}`),
    )
  })

  test('ask the log groups of all functions, by their names, and of nothing else', () => {
    const groups = ofType('AWS::Logs::LogGroup')
      .map(({ Properties }) => String(Properties.LogGroupName))
      .filter(name => !/\/(api|lake)$/.test(name))
    // "Up to 50 log groups" (CloudWatch Logs, StartQuery).
    expect(groups.length).toBeLessThanOrEqual(50)
    for (const { Properties } of queries) {
      expect((Properties.LogGroupNames as string[]).toSorted()).toEqual(groups.toSorted())
    }
  })

  test('name fields that hops have', () => {
    const fields = [
      'service',
      'event',
      'messageId',
      'group',
      'correlationId',
      'receiveCount',
      'sentAt',
      'receivedAt',
      'doneAt',
      'outcome',
      'reason',
      'waitsFor',
    ]
    const text = Object.values(savedQueries).join('\n')
    for (const field of fields) expect(text).toMatch(new RegExp(`\\b${field}\\b`))
    for (const query of Object.values(savedQueries)) expect(query).toMatch(/^filter message = "hop"/)
  })
})

test('a group holds the traces of the stage, by an annotation that its functions make', () => {
  expect(
    everything.filter(({ Type }) => Type === 'AWS::XRay::Group').map(({ Properties }) => Properties),
  ).toEqual([
    {
      GroupName: 'Messaging-dev',
      FilterExpression: 'annotation.Namespace = "Messaging/dev"',
      InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
    },
  ])
})
