import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { ask } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const logGroups: NamedType = {
  type: 'AWS::Logs::LogGroup',
  property: 'LogGroupName',
  noun: 'log group',
  taken: ({ settings }, names) => {
    const client = new CloudWatchLogsClient(settings)
    return present(names, async name => {
      // Results are sorted by name, so the group whose name equals the prefix comes first.
      const { logGroups: found = [] } = await ask('logs:DescribeLogGroups', () =>
        client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name })),
      )
      return found.find(({ logGroupName }) => logGroupName === name)
    })
  },
  deletion: ({ region }, name) => `aws logs delete-log-group --log-group-name ${name} --region ${region}`,
}
