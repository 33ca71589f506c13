/** The configuration of a tool's SDK clients; empty for the account that the environment is signed in to. */
export interface Connection {
  endpoint?: string
  region?: string
  credentials?: { accessKeyId: string; secretAccessKey: string }
}

/** For the local AWS at `endpoint` (`http://127.0.0.1:<port>`), signed in as its developer. */
export function localConnection(endpoint: string): Connection {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
}
