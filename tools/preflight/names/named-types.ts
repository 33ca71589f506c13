import { alarms, compositeAlarms } from './alarms.ts'
import { buckets } from './buckets.ts'
import { configurationSets } from './configuration-sets.ts'
import { dashboards } from './dashboards.ts'
import { deliveryStreams } from './delivery-streams.ts'
import { glueDatabases } from './glue-databases.ts'
import { keyAliases } from './key-aliases.ts'
import { logGroups } from './log-groups.ts'
import type { NamedType } from './named-type.ts'
import { queues } from './queues.ts'
import { streams } from './streams.ts'
import { tables } from './tables.ts'
import { tenants } from './tenants.ts'
import { topics } from './topics.ts'
import { traceGroups } from './trace-groups.ts'
import { workgroups } from './workgroups.ts'

/** The stacks' resource types whose names can conflict. */
export const NAMED_TYPES: readonly NamedType[] = [
  queues,
  topics,
  streams,
  logGroups,
  buckets,
  keyAliases,
  configurationSets,
  tenants,
  ...tables,
  alarms,
  compositeAlarms,
  dashboards,
  traceGroups,
  deliveryStreams,
  workgroups,
  glueDatabases,
]
