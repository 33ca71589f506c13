import { invalidRequest } from './errors.ts'
import type { QueryExecutions } from './executions/query-executions.ts'
import type { NamedQueries } from './named-queries.ts'
import type { WorkGroup } from './work-group.ts'
import type { WorkGroups } from './work-groups.ts'

/** Deletes workgroups with what is in them. */
export class WorkGroupDeletion {
  readonly #groups: WorkGroups
  readonly #queries: NamedQueries
  readonly #executions: QueryExecutions

  constructor(groups: WorkGroups, queries: NamedQueries, executions: QueryExecutions) {
    this.#groups = groups
    this.#queries = queries
    this.#executions = executions
  }

  /**
   * @param recursive whether its named queries, and queries that ran in it, are no obstacle
   * @throws AwsError `InvalidRequestException` for a workgroup that is not empty, and for the primary one
   */
  delete(group: WorkGroup, recursive = false): void {
    const named = this.#queries.idsOf(group.name)
    const ran = this.#executions.list().some(({ request }) => request.workGroup === group)
    if (!recursive && (named.length > 0 || ran)) {
      throw invalidRequest(`WorkGroup ${group.name} is not empty`)
    }
    this.#groups.delete(group.name)
    for (const id of named) this.#queries.delete(id)
  }
}
