import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Buckets, DataCatalog, Metrics, StoredObjects } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { dataCatalogActions } from './actions/data-catalogs.ts'
import { namedQueryActions } from './actions/named-queries.ts'
import { queryExecutionActions } from './actions/query-executions.ts'
import { tagActions } from './actions/tags.ts'
import { workGroupActions } from './actions/work-groups.ts'
import { QueryError } from './dialect/translate.ts'
import { type LoadDuckDb, loadDuckDb } from './engine/duckdb.ts'
import { invalidRequest } from './errors.ts'
import type { QueryExecution } from './executions/query-execution.ts'
import { QueryExecutions } from './executions/query-executions.ts'
import { QueryFailure } from './executions/query-failure.ts'
import { reportQuery } from './executions/query-metrics.ts'
import { runSelect } from './executions/select-run.ts'
import { INPUTS } from './input-model.ts'
import { NamedQueries } from './named-queries.ts'
import { namedQueryType } from './resources/named-query.ts'
import { workGroupType } from './resources/work-group.ts'
import type { ResultSet } from './results/result-set.ts'
import { CatalogAnswers } from './statements/catalog-answer.ts'
import { ObservedKeys } from './tables/observed-keys.ts'
import { WorkGroupDeletion } from './work-group-deletion.ts'
import { WorkGroups } from './work-groups.ts'

/** The services that Athena uses. */
export interface AthenaNeighbours {
  catalog: DataCatalog
  buckets: Buckets & StoredObjects
  metrics: Metrics
  /** @default - the package that is installed */
  loadDuckDb?: LoadDuckDb
}

/** The database of names without one, where a request names none. */
const DEFAULT_DATABASE = 'default'

/** Amazon Athena: queries over objects in S3, run by DuckDB. */
export class Athena {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #neighbours: AthenaNeighbours
  readonly #executions: QueryExecutions
  readonly #keys = new ObservedKeys()

  constructor(account: Account, neighbours: AthenaNeighbours) {
    this.#account = account
    this.#neighbours = neighbours
    const { catalog, buckets, metrics } = neighbours
    const groups = new WorkGroups(account)
    const queries = new NamedQueries(account)
    this.#executions = new QueryExecutions(
      account,
      buckets,
      execution => this.#run(execution),
      execution => reportQuery(metrics, execution),
    )
    const deletion = new WorkGroupDeletion(groups, queries, this.#executions)
    this.resourceTypes = [workGroupType(groups, deletion), namedQueryType(groups, queries)]
    this.api = rpcService({
      signingName: 'athena',
      model: INPUTS,
      errors: { invalid: invalidRequest },
      protocols: [jsonProtocol({ targetPrefix: 'AmazonAthena', version: '1.1' })],
      actions: {
        ...queryExecutionActions(account, groups, this.#executions, buckets),
        ...namedQueryActions(groups, queries),
        ...workGroupActions(groups, deletion),
        ...dataCatalogActions(catalog),
        ...tagActions(groups),
      },
    })
  }

  /** Cancels the queries that run, and waits until their files are gone. */
  close(): Promise<void> {
    return this.#executions.close()
  }

  async #run(execution: QueryExecution): Promise<ResultSet> {
    const { statement, caller, database } = execution.request
    const { catalog, buckets: objects, loadDuckDb: load = loadDuckDb } = this.#neighbours
    if (statement.type === 'DDL') {
      return new CatalogAnswers(catalog, caller, database?.toLowerCase() ?? DEFAULT_DATABASE).answer(
        statement,
      )
    }
    if (statement.query instanceof QueryError) throw new QueryFailure(statement.query.message)
    const now = () => this.#account.clock.now()
    return await runSelect(execution, statement.query, {
      catalog,
      objects,
      loadDuckDb: load,
      keys: this.#keys,
      now,
    })
  }
}
