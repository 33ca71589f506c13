import type { Happening } from '../activity.ts'

/** A line for people. */
export interface LiveLine {
  readonly text: string
  /** `warn` is what passes by itself, `error` what does not. */
  readonly level: 'info' | 'warn' | 'error'
}

/** What is printed about a line that a function logged; undefined where nothing is. */
export type LineOfLog = (text: string) => LiveLine | undefined

/** What is printed about a happening; undefined where nothing is. */
export function liveLine(happening: Happening, lineOfLog: LineOfLog): LiveLine | undefined {
  switch (happening.kind) {
    case 'request': {
      const { method, path, status, ms, reason } = happening
      const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info'
      return { text: `${method} ${path}  ${status}  ${Math.round(ms)} ms${because(reason)}`, level }
    }
    case 'invocation':
      return { text: `${happening.name}  failed${because(happening.reason)}`, level: 'error' }
    case 'throttle':
      return { text: `${happening.name}  throttled${because(happening.reason)}`, level: 'warn' }
    case 'dead-letter':
      return { text: `${happening.name}  dead letter${because(happening.reason)}`, level: 'error' }
    case 'delivery':
      return { text: `${happening.name}  undelivered${because(happening.reason)}`, level: 'error' }
    case 'retry':
      return { text: `${happening.name}  retries${because(happening.reason)}`, level: 'warn' }
    case 'denial':
      return { text: `${happening.name}  denied${because(happening.reason)}`, level: 'error' }
    case 'object': {
      const { name, bucket, key, records, bytes } = happening
      const size = `${records.toLocaleString('en')} records, ${bytes.toLocaleString('en')} bytes`
      return { text: `${name}  s3://${bucket}/${key}  ${size}`, level: 'info' }
    }
    case 'alarm': {
      const { name, from, to, reason } = happening
      // A new alarm begins without data: that it becomes OK is no news.
      if (from !== 'ALARM' && to !== 'ALARM') return undefined
      return { text: `${to}  ${name}${because(reason)}`, level: to === 'ALARM' ? 'error' : 'info' }
    }
    case 'log':
      return lineOfLog(happening.text)
  }
}

/** A reason may have lines of its own. */
function because(reason: string | undefined): string {
  return reason ? `  ${reason.replace(/\s+/g, ' ').trim()}` : ''
}
