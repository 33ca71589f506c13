import { announcedLocalAws } from './running-local-aws.ts'

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The configuration of a tool's SDK clients; empty for the account that the environment is signed in to. */
export interface Connection {
  endpoint?: string
  region?: string
  credentials?: AccessKey
}

/**
 * For the local AWS at `endpoint` (`http://127.0.0.1:<port>`), signed in as its developer.
 *
 * @param credentials @default - those that it announces to this user; if it announces none, the SDK takes those of the
 *   environment
 */
export function localConnection(endpoint: string, credentials?: AccessKey): Connection {
  const announced = announcedLocalAws(endpoint)
  const used = credentials ?? announced?.credentials
  return { endpoint, region: announced?.region ?? 'us-east-1', ...(used && { credentials: used }) }
}
