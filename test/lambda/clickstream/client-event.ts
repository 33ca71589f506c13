import type { ClientEvent } from '../../../lambda/contracts/clickstream-api.ts'

/** A view as a client sends it. Its time is now, by the function's clock. */
export function view(changes: Record<string, unknown> = {}): ClientEvent {
  return {
    id: 'e-1',
    type: 'product-viewed',
    sessionId: 'visit-1',
    time: new Date().toISOString(),
    sku: 'skis-3',
    ...changes,
  } as ClientEvent
}

/** Views with the ids `<prefix>-0` and so on. */
export function views(count: number, prefix = 'e', changes: Record<string, unknown> = {}): ClientEvent[] {
  return Array.from({ length: count }, (_, index) => view({ id: `${prefix}-${index}`, ...changes }))
}
