import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  GetQueryResultsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { setRolePolicies } from '../../../role-policies.ts'
import { openInsights } from './insights-rig.ts'

/** @documented Service Authorization Reference, CloudWatch Logs: GetQueryResults has the resource type log-group */
test('the results of a query need GetQueryResults on each of its log groups', async () => {
  const { rig, client, start } = await openInsights()
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/analyst', 's')
  const analyst = new CloudWatchLogsClient({ ...rig.client, credentials })
  const allow = (...groups: string[]) =>
    setRolePolicies(rig.account, 'analyst', [
      {
        Statement: {
          Effect: 'Allow',
          Action: 'logs:GetQueryResults',
          Resource: groups.map(name => `${rig.account.arn('logs', `log-group:${name}`)}:*`),
        },
      },
    ])
  try {
    await client.send(new CreateLogGroupCommand({ logGroupName: '/b' }))
    const queryId = await start('fields @message', { logGroupNames: ['/a', '/b'] })
    allow('/a')
    await expect(analyst.send(new GetQueryResultsCommand({ queryId }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('log-group:/b:log-stream: because'),
    })
    allow('/a', '/b')
    await expect(analyst.send(new GetQueryResultsCommand({ queryId }))).resolves.toHaveProperty('status')
  } finally {
    analyst.destroy()
    client.destroy()
    await rig.close()
  }
})
