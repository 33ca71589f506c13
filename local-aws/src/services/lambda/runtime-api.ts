import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'

/**
 * The Lambda Runtime API (developer guide, "Using the Lambda runtime API for custom runtimes"), with a separate path
 * for each environment.
 */
export class RuntimeApi implements PathHandler {
  readonly prefix = '/_aws/lambda-runtime/'
  readonly #environments = new Map<string, ExecutionEnvironment>()

  add(environment: ExecutionEnvironment): void {
    this.#environments.set(environment.id, environment)
  }

  remove(environment: ExecutionEnvironment): void {
    this.#environments.delete(environment.id)
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    // <environment>/2018-06-01/runtime/{init/error | invocation/next | invocation/<request id>/{response | error}}
    const [id = '', , , scope, subject = '', part] = (request.url ?? '').slice(this.prefix.length).split('/')
    const environment = this.#environments.get(id)
    if (!environment) return answer(response, 404, 'There is no such environment.')
    if (request.method === 'GET' && scope === 'invocation' && subject === 'next') {
      return environment.next(response)
    }

    readText(request, body => {
      if (scope === 'init' && subject === 'error') {
        environment.failInit(body)
        return answer(response, 202)
      }
      const maxRssKb = Number(request.headers['lambda-runtime-max-rss-kb'] ?? 0)
      const known =
        part === 'response'
          ? environment.respond(subject, body, maxRssKb)
          : part === 'error' && environment.fail(subject, body, maxRssKb)
      answer(response, known ? 202 : 400, known ? undefined : 'The environment has no such invocation.')
    })
  }
}

/** Reads the body; does nothing if the process ends during the transfer. */
function readText(request: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => done(Buffer.concat(chunks).toString('utf8')))
}

function answer(response: ServerResponse, status: number, problem?: string): void {
  const body = JSON.stringify(problem ? { errorMessage: problem } : { status: 'OK' })
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body)
}
