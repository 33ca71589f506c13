import { apis } from '../routes.ts'
import { asyncApi } from './asyncapi.ts'
import { openApi } from './openapi.ts'

/** The committed documents, by their path in `docs/`. For `npm run schemas -- --documents docs`. */
export function documents(): Record<string, object> {
  return {
    'asyncapi.json': asyncApi(),
    ...Object.fromEntries(apis.map(api => [`openapi/${api.name}.json`, openApi(api)])),
  }
}
