import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { Action, Actions, RequestContext, ServiceApi } from '../../api/service-api.ts'
import type { Caller } from '../../identity/caller.ts'
import { neededPermissions } from '../../identity/needed-permissions.ts'
import type { CatalogDatabase, CatalogTable, DataCatalog } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { databaseActions } from './actions/databases.ts'
import { partitionActions } from './actions/partitions.ts'
import { tableActions } from './actions/tables.ts'
import { Catalog } from './catalog.ts'
import { entityNotFound } from './errors.ts'
import { INPUTS } from './input-model.ts'
import { databaseType } from './resources/database.ts'
import { tableType } from './resources/table.ts'

/** AWS Glue's Data Catalog: databases, tables and partitions. */
export class Glue implements DataCatalog {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #catalog: Catalog

  constructor(account: Account) {
    this.#account = account
    this.#catalog = new Catalog(account)
    this.resourceTypes = [databaseType(this.#catalog), tableType(this.#catalog)]
    this.api = rpcService({
      signingName: 'glue',
      model: INPUTS,
      protocols: [jsonProtocol({ targetPrefix: 'AWSGlue', version: '1.1' })],
      actions: inCatalog(account, {
        ...databaseActions(this.#catalog),
        ...tableActions(this.#catalog),
        ...partitionActions(this.#catalog),
      }),
    })
  }

  databases(caller: Caller): CatalogDatabase[] {
    this.#authorize('GetDatabases', {}, caller)
    return this.#catalog.databases()
  }

  database(name: string, caller: Caller): CatalogDatabase | undefined {
    this.#authorize('GetDatabase', { Name: name }, caller)
    return this.#catalog.findDatabase(name)
  }

  tables(database: string, caller: Caller): CatalogTable[] {
    this.#authorize('GetTables', { DatabaseName: database }, caller)
    return this.#catalog.findDatabase(database) ? this.#catalog.tables(database) : []
  }

  table(database: string, name: string, caller: Caller): CatalogTable | undefined {
    this.#authorize('GetTable', { DatabaseName: database, Name: name }, caller)
    return this.#catalog.findDatabase(database)?.tables.get(name.toLowerCase())
  }

  #authorize(operation: string, input: object, caller: Caller): void {
    this.#account.authorization.check(
      caller,
      neededPermissions(this.#account, { service: 'glue', operation, input }),
    )
  }
}

/** Wraps each action with a check of the catalog: each account has one, named by its id. */
function inCatalog(account: Account, actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [name, afterCheck(account, action)]),
  )
}

function afterCheck(account: Account, action: Action): Action {
  return (input: unknown, context: RequestContext) => {
    const { CatalogId = account.id } = input as { CatalogId?: string }
    if (CatalogId !== account.id) throw entityNotFound(`Catalog ${CatalogId} not found.`)
    return action(input as never, context)
  }
}
