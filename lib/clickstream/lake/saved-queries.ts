/** A query that is saved in the workgroup. */
export interface SavedQuery {
  readonly name: string
  readonly description: string
  /**
   * Parameters are `?`. The line `-- Parameters:` names them in order, because Athena knows them by their place alone;
   * `npm run lake` reads it.
   */
  readonly sql: string
}

/** How late an event may reach the stream and still be counted in its minute, and how far ahead its time may be, in ms. */
export interface CountedTimes {
  readonly latenessMs: number
  readonly aheadMs: number
}

const VIEWED = 'clickstream.product.viewed.v1'
const ADDED = 'clickstream.basket.item-added.v1'
const PURCHASED = 'clickstream.product.purchased.v1'

const PRODUCTS_AN_HOUR = 10

/**
 * The queries that somebody asks of the lake first.
 *
 * They ask for hours of events' times, and objects are found by hours of arrival. So they read an hour before the first
 * hour, because an event may be ahead of its arrival and an object has the hour of its oldest record; and two hours
 * after the last, because an event that is counted may be an hour late and a refused put is repeated.
 *
 * They count as the function `trends` does: of several copies of an event, which Firehose and clients make, the first;
 * and no event that came too late or is ahead of its time.
 *
 * @param table with its database: `messaging_dev.events`
 */
export function savedQueries(table: string, times: CountedTimes): SavedQuery[] {
  const counted = countedEvents(table, times)
  return [
    {
      name: 'top-products',
      description: `The ${PRODUCTS_AN_HOUR} products of each hour that were bought and viewed most. Hours of the events' times, in UTC.`,
      sql: `-- Parameters: from, to, from, to
WITH ${counted},
products AS (
  SELECT event_hour, data.sku AS sku, ${figures},
    sum(CASE WHEN type = '${PURCHASED}' THEN data.quantity ELSE 0 END) AS units
  FROM counted
  GROUP BY event_hour, data.sku
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY event_hour ORDER BY purchases DESC, views DESC, sku) AS place
  FROM products
)
SELECT event_hour, place, sku, views, baskets, purchases, units
FROM ranked
WHERE place <= ${PRODUCTS_AN_HOUR}
ORDER BY event_hour, place`,
    },
    {
      name: 'conversion',
      description: 'How many views of each product led to a basket and to a purchase, in %.',
      sql: `-- Parameters: from, to, from, to
WITH ${counted},
products AS (
  SELECT data.sku AS sku, ${figures}
  FROM counted
  GROUP BY data.sku
)
SELECT sku, views, baskets, purchases,
  round(100.0 * baskets / nullif(views, 0), 1) AS basket_percent,
  round(100.0 * purchases / nullif(views, 0), 1) AS conversion_percent
FROM products
ORDER BY purchases DESC, views DESC, sku`,
    },
    {
      name: 'sessions',
      description:
        'The sessions of each hour: how many viewed, filled a basket and bought. Hours as in top-products.',
      sql: `-- Parameters: from, to, from, to
WITH ${counted}
SELECT event_hour,
  count(DISTINCT data.sessionid) AS sessions,
  count(DISTINCT CASE WHEN type = '${VIEWED}' THEN data.sessionid END) AS with_views,
  count(DISTINCT CASE WHEN type = '${ADDED}' THEN data.sessionid END) AS with_baskets,
  count(DISTINCT CASE WHEN type = '${PURCHASED}' THEN data.sessionid END) AS with_purchases
FROM counted
WHERE data.sessionid IS NOT NULL
GROUP BY event_hour
ORDER BY event_hour`,
    },
    {
      name: 'late-events',
      description:
        'The events that came too late to be counted, by the hour in which they reached the stream.',
      sql: `-- Parameters: from, to, from, to
WITH ${firstCopies(table)}
SELECT recorded_hour, type, count(*) AS events,
  min(time) AS earliest_time,
  max(late_ms) / 60000 AS most_minutes_late
FROM events
WHERE copy = 1 AND recorded_hour BETWEEN ? AND ? AND late_ms > ${times.latenessMs}
GROUP BY recorded_hour, type
ORDER BY recorded_hour, type`,
    },
    {
      name: 'session-path',
      description: 'What one session did, in the order of its events, with those that came too late.',
      sql: `-- Parameters: from, to, from, to, session
WITH ${firstCopies(table)}
SELECT time, type, data.sku AS sku, data.quantity AS quantity,
  data.amount.amount AS amount, data.amount.currency AS currency,
  late_ms > ${times.latenessMs} AS late
FROM events
WHERE copy = 1 AND event_hour BETWEEN ? AND ? AND data.sessionid = ?
ORDER BY time, id`,
    },
  ]
}

const figures = `
    count_if(type = '${VIEWED}') AS views,
    count_if(type = '${ADDED}') AS baskets,
    count_if(type = '${PURCHASED}') AS purchases`

function countedEvents(table: string, { latenessMs, aheadMs }: CountedTimes): string {
  return `${firstCopies(table)},
counted AS (
  SELECT * FROM events
  WHERE copy = 1 AND event_hour BETWEEN ? AND ? AND late_ms BETWEEN ${-aheadMs} AND ${latenessMs}
)`
}

/**
 * The events that arrived around the hours of the first two parameters. `copy` numbers the records of an event, which
 * its type, its id and its partition key identify, as in `lambda/clickstream/counted-events-table.ts`.
 *
 * A text that is no time makes a null, which no condition lets through, where a failing function would fail the query.
 */
function firstCopies(table: string): string {
  return `events AS (
  SELECT id, type, time, data,
    replace(substr(time, 1, 13), 'T', '-') AS event_hour,
    replace(substr(recordedtime, 1, 13), 'T', '-') AS recorded_hour,
    date_diff('millisecond', try(from_iso8601_timestamp(time)),
      try(from_iso8601_timestamp(coalesce(recordedtime, time)))) AS late_ms,
    row_number() OVER (
      PARTITION BY type, id, coalesce(data.sessionid, data.purchaseid) ORDER BY recordedtime
    ) AS copy
  FROM ${table}
  WHERE hour BETWEEN date_format(date_parse(?, '%Y-%m-%d-%H') - INTERVAL '1' HOUR, '%Y-%m-%d-%H')
      AND date_format(date_parse(?, '%Y-%m-%d-%H') + INTERVAL '2' HOUR, '%Y-%m-%d-%H')
    AND type IN ('${VIEWED}', '${ADDED}', '${PURCHASED}')
)`
}
