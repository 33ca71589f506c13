import { audioDecoders, demuxers, videoDecoders } from './encoding-input.ts'

/** A line of ffmpeg's log: `[mov,mp4 @ 0x55a0] [error] moov atom not found`. */
export interface LogLine {
  /** The names of the parts of ffmpeg that wrote it, the outer one first. */
  components: readonly string[]
  level: string
  text: string
}

/** Undefined for a line without a level, which is not ffmpeg's but a library's, or a part of the file's metadata. */
export function logLineOf(line: string): LogLine | undefined {
  const [, prefix = '', level, text] = /^((?:\[[^\]]* @ 0x[0-9a-f]+\] )*)\[([a-z]+)\] (.*)$/.exec(line) ?? []
  if (level === undefined || text === undefined) return undefined
  const components = Array.from(prefix.matchAll(/\[([^\]]*) @ 0x[0-9a-f]+\] /g), ([, name = '']) => name)
  return { components, level, text }
}

/** The most of a complaint that is kept, in characters. */
const COMPLAINT_LENGTH = 200

/** What a line complains about; undefined if it does not. */
export function complaintOf(line: LogLine): string | undefined {
  return isComplaint(line) ? line.text.slice(0, COMPLAINT_LENGTH) : undefined
}

export function isComplaint({ level }: LogLine): boolean {
  return level === 'error' || level === 'fatal' || level === 'panic'
}

/** The parts of ffmpeg that only read: what they complain about is in the file. */
const READERS: ReadonlySet<string> = new Set([
  ...demuxers,
  ...[videoDecoders, audioDecoders].flatMap(decoders => Object.values(decoders).flat()),
])

/** ffmpeg's own names of them: `in#0/matroska,webm`, `vist#0:0/h264`, `dec:h264`. */
const READING = /^(in|[va]ist)#|^dec:/

/** Whether a complaint is about the file. All others are about our filters, encoders and output. */
export function isAboutFile({ components }: LogLine): boolean {
  return components.some(name => READERS.has(name) || READING.test(name))
}
