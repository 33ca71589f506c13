import { request } from 'node:http'

export interface RawRequest {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** Sends what `fetch` would not: any `Host`, any target. */
export function send(
  endpoint: string,
  target: string,
  { method = 'GET', headers, body }: RawRequest = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target, method, headers, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode as number, headers: response.headers, text }),
      )
    })
      .on('error', reject)
      .end(body)
  })
}
