import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/json-protocol.ts'
import type { Actions, ServiceApi } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'
import type { Logs, Metrics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { type DescribeLogGroupsInput, describeLogGroups } from './actions/describe-log-groups.ts'
import { type DescribeLogStreamsInput, describeLogStreams } from './actions/describe-log-streams.ts'
import { type FilterLogEventsInput, filterLogEvents } from './actions/filter-log-events.ts'
import { type GetLogEventsInput, getLogEvents } from './actions/get-log-events.ts'
import { metricFilterActions } from './actions/metric-filters.ts'
import { type PutLogEventsInput, putLogEvents } from './actions/put-log-events.ts'
import { LogGroups, requireStream } from './log-groups.ts'
import { QueryDefinitions } from './query-definitions.ts'
import { logGroupType } from './resources/log-group.ts'
import { metricFilterType } from './resources/metric-filter.ts'
import { queryDefinitionType } from './resources/query-definition.ts'
import { RESOURCE_POLICY_TYPE } from './resources/resource-policy.ts'
import { checkRetention } from './retention.ts'

/** Amazon CloudWatch Logs: log groups and their events, metric filters, embedded metrics. No Logs Insights. */
export class CloudWatchLogs implements Logs {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #groups: LogGroups

  constructor(account: Account, metrics: Metrics) {
    this.#account = account
    this.#groups = new LogGroups(account, metrics)
    const queryDefinitions = new QueryDefinitions(account)
    this.resourceTypes = [
      logGroupType(this.#groups),
      metricFilterType(account, this.#groups),
      queryDefinitionType(queryDefinitions),
      RESOURCE_POLICY_TYPE,
    ]
    this.api = jsonProtocol({
      signingName: 'logs',
      targetPrefix: 'Logs_20140328',
      version: '1.1',
      namespace: 'com.amazonaws.cloudwatchlogs',
      actions: {
        ...this.#groupActions(),
        ...this.#streamActions(),
        ...this.#eventActions(),
        ...metricFilterActions(account, this.#groups),
        ...queryDefinitions.actions,
      },
    })
  }

  write(
    logGroup: string,
    logStream: string,
    events: readonly { timestamp: number; message: string }[],
  ): void {
    const group = this.#groups.find(logGroup) ?? this.#groups.create(logGroup)
    this.#groups.ingest(group, group.stream(logStream), events)
  }

  #groupActions(): Actions {
    const groups = this.#groups
    return {
      CreateLogGroup: (input: { logGroupName: string; logGroupClass?: string }) =>
        void groups.create(input.logGroupName, input.logGroupClass),
      DeleteLogGroup: ({ logGroupName }: { logGroupName: string }) => groups.delete(logGroupName),
      DescribeLogGroups: (input: DescribeLogGroupsInput) => describeLogGroups(groups, input),
      PutRetentionPolicy: (input: { logGroupName: string; retentionInDays: number }) => {
        groups.require(input.logGroupName).retentionInDays = checkRetention(input.retentionInDays)
      },
      DeleteRetentionPolicy: ({ logGroupName }: { logGroupName: string }) => {
        groups.require(logGroupName).retentionInDays = undefined
      },
    }
  }

  #streamActions(): Actions {
    type StreamInput = { logGroupName: string; logStreamName: string }
    const groups = this.#groups
    return {
      CreateLogStream: ({ logGroupName, logStreamName }: StreamInput) => {
        const group = groups.require(logGroupName)
        if (!/^[^:*]{1,512}$/.test(logStreamName)) {
          throw new AwsError(
            'InvalidParameterException',
            `The log stream name ${JSON.stringify(logStreamName)} must be 1 to 512 characters without ':' and '*'.`,
          )
        }
        if (group.streams.has(logStreamName)) {
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
        }
        group.stream(logStreamName)
      },
      DeleteLogStream: ({ logGroupName, logStreamName }: StreamInput) => {
        const group = groups.require(logGroupName)
        group.deleteStream(requireStream(group, logStreamName))
      },
      DescribeLogStreams: (input: DescribeLogStreamsInput) => describeLogStreams(groups, input),
    }
  }

  #eventActions(): Actions {
    return {
      PutLogEvents: (input: PutLogEventsInput) => putLogEvents(this.#account, this.#groups, input),
      GetLogEvents: (input: GetLogEventsInput) => getLogEvents(this.#groups, input),
      FilterLogEvents: (input: FilterLogEventsInput) => filterLogEvents(this.#groups, input),
    }
  }
}
