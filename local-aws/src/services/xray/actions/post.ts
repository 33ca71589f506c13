import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'

/** All operations of X-Ray are posts of JSON. */
export function post(operation: string, path: string, answer: (input: never) => object): RestRoute {
  return {
    operation,
    method: 'POST',
    path,
    action: request => ({ body: answer(request.json() as never) }),
  }
}
