import { httpApiHandler } from '../../http/http-api.ts'
import type { Request } from '../../http/request.ts'
import { readGenerations } from '../generations.ts'
import { trendsOfMinute, trendsOfProduct } from '../trends.ts'
import { readMinuteRequest, readProductRequest } from '../trends-request.ts'

/** `GET /trends` and `GET /trends/{sku}`: the figures so far. */
export const handler = httpApiHandler(async request => ({
  statusCode: 200,
  body: await (request.pathParameter('sku') === '' ? showMinute(request) : showProduct(request)),
}))

async function showMinute(request: Request) {
  const { minute, top } = readMinuteRequest(request, new Date())
  return trendsOfMinute(await readGenerations(), minute, top)
}

async function showProduct(request: Request) {
  const { sku, from, to } = readProductRequest(request, new Date())
  return trendsOfProduct(await readGenerations(), sku, from, to)
}
