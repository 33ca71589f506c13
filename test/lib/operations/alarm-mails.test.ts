import { allResources, appWith } from '../app-of-stage.ts'

const subscriptions = (settings: Record<string, unknown>) =>
  allResources(appWith(settings))
    .filter(({ Type, Properties }) => Type === 'AWS::SNS::Subscription' && Properties.Protocol === 'email')
    .map(({ Properties }) => Properties)

test('alarms are mailed to the address; recoveries only where an alarm was on', () => {
  expect(subscriptions({ alarmAddress: 'on-call@shop.de' })).toEqual([
    { Endpoint: 'on-call@shop.de', Protocol: 'email', TopicArn: { Ref: 'AlarmsTopic' } },
    {
      Endpoint: 'on-call@shop.de',
      Protocol: 'email',
      TopicArn: { Ref: 'AlarmsRecoveries' },
      FilterPolicy: { NewStateValue: ['OK'], OldStateValue: ['ALARM'] },
      FilterPolicyScope: 'MessageBody',
    },
  ])
})

test('without an address there are no mails', () => {
  expect(subscriptions({})).toEqual([])
})
