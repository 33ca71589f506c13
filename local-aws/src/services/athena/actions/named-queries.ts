import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { NamedQueries, NamedQuery } from '../named-queries.ts'
import { listedPage } from '../pages.ts'
import { PRIMARY, type WorkGroups } from '../work-groups.ts'

interface CreateNamedQueryInput {
  Name: string
  Description?: string
  Database: string
  QueryString: string
  WorkGroup?: string
  ClientRequestToken?: string
}

const PAGE_QUERIES = 50

/** Create, get, list, update and delete saved queries. */
export function namedQueryActions(groups: WorkGroups, queries: NamedQueries): Actions {
  const tokens = new Map<string, string>()

  /** Only Athena knows the workgroup of a saved query. */
  function find(operation: string, id: string, context: RequestContext): NamedQuery {
    const query = queries.get(id)
    context.authorize(operation, { WorkGroup: query.workGroup })
    return query
  }

  return {
    CreateNamedQuery(input: CreateNamedQueryInput) {
      const { ClientRequestToken: token } = input
      const earlier = token === undefined ? undefined : tokens.get(token)
      if (earlier !== undefined && queries.find(earlier)) return { NamedQueryId: earlier }
      const { id } = queries.create({
        name: input.Name,
        description: input.Description,
        database: input.Database,
        queryString: input.QueryString,
        workGroup: groups.get(input.WorkGroup ?? PRIMARY).name,
      })
      if (token !== undefined) tokens.set(token, id)
      return { NamedQueryId: id }
    },

    GetNamedQuery: ({ NamedQueryId }: { NamedQueryId: string }, context: RequestContext) => ({
      NamedQuery: namedQueryShape(find('GetNamedQuery', NamedQueryId, context)),
    }),

    BatchGetNamedQuery({ NamedQueryIds }: { NamedQueryIds: string[] }, context: RequestContext) {
      const found = NamedQueryIds.map(id => queries.find(id))
      for (const query of found) {
        if (query) context.authorize('BatchGetNamedQuery', { WorkGroup: query.workGroup })
      }
      return {
        NamedQueries: found.flatMap(query => (query ? [namedQueryShape(query)] : [])),
        UnprocessedNamedQueryIds: NamedQueryIds.filter((_, index) => !found[index]).map(id => ({
          NamedQueryId: id,
          ErrorCode: 'INVALID_INPUT',
          ErrorMessage: `NamedQuery ${id} was not found`,
        })),
      }
    },

    ListNamedQueries(input: { WorkGroup?: string; NextToken?: string; MaxResults?: number }) {
      const ids = queries.idsOf(groups.get(input.WorkGroup ?? PRIMARY).name)
      const { items, token } = listedPage(ids, input.MaxResults || PAGE_QUERIES, input.NextToken)
      return { NamedQueryIds: items, NextToken: token }
    },

    UpdateNamedQuery(
      input: { NamedQueryId: string; Name: string; Description?: string; QueryString: string },
      context: RequestContext,
    ): void {
      const query = find('UpdateNamedQuery', input.NamedQueryId, context)
      query.name = input.Name
      query.description = input.Description
      query.queryString = input.QueryString
    },

    DeleteNamedQuery({ NamedQueryId }: { NamedQueryId: string }, context: RequestContext): void {
      queries.delete(find('DeleteNamedQuery', NamedQueryId, context).id)
    },
  }
}

function namedQueryShape({ id, name, description, database, queryString, workGroup }: NamedQuery) {
  return {
    NamedQueryId: id,
    Name: name,
    Description: description,
    Database: database,
    QueryString: queryString,
    WorkGroup: workGroup,
  }
}
