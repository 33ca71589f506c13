import type { Stage } from './stage.ts'

/** Sends a request to every route of every API: each has a permission of its own to invoke its function. */
export async function callRoutes({
  templates,
  endpoint,
  request,
}: Pick<Stage, 'templates' | 'endpoint' | 'request'>): Promise<void> {
  for (const { template, physicalIds } of templates) {
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::ApiGatewayV2::Route') continue
      const [method, path] = String(Properties.RouteKey).split(' ') as [string, string]
      const api = physicalIds.get(Properties.ApiId.Ref)
      // Nothing has this id: the functions answer that they do not find it.
      await request(method, `${endpoint}/_aws/execute-api/${api}${path.replaceAll(/\{[^}]+\}/g, 'nothing')}`)
    }
  }
}
