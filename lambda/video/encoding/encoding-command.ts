import { inputArguments } from './encoding-input.ts'
import { h264Level } from './h264-level.ts'
import type { Inspection } from './inspection.ts'
import { AUDIO_BITRATE, type RenditionSize, renditionSizes, videoBitrate } from './rendition-ladder.ts'

export const POSTER_FILE = 'poster.jpg'

/** The highest rate that players on phones and in browsers are made for. */
const MAXIMUM_FRAME_RATE = 60

/** The poster is from this share of the video, after a fade-in. */
const POSTER_AT = 0.1

export function renditionFile({ name }: Pick<RenditionSize, 'name'>): string {
  return `${name}.mp4`
}

/**
 * ffmpeg's arguments to make all renditions and the poster of an inspected video from one decoding, in its working
 * directory. ffmpeg writes its progress to standard output.
 *
 * The renditions are H.264 in 8-bit 4:2:0 and stereo AAC in MP4 with the index at the start, so that every player plays
 * them and starts before the last byte. No metadata of the source is kept, because phones record the location.
 *
 * @param threads for the decoder, and for the encoder of each rendition
 */
export function encodingArguments(video: Inspection, threads: number): string[] {
  const sizes = renditionSizes(video)
  return [
    '-y',
    ...['-progress', 'pipe:1', '-stats_period', '0.5'],
    ...inputArguments(video.format, threads),
    ...['-filter_complex', filterGraph(video, sizes)],
    ...sizes.flatMap(size => renditionArguments(size, video, threads)),
    ...['-map', '[poster]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '3', ...withoutMetadata],
    ...['-f', 'image2', '-update', '1', POSTER_FILE],
  ]
}

const withoutMetadata = ['-map_metadata', '-1', '-map_chapters', '-1']

function renditionArguments(size: RenditionSize, video: Inspection, threads: number): string[] {
  const { name } = size
  const bitrate = videoBitrate(name)
  return [
    ...['-map', `[${name}]`, '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high'],
    ...['-level:v', h264Level(size, frameRate(video))],
    // Constant quality with a maximum bit rate: simple pictures stay small, and no video exceeds its share of the disk.
    ...['-crf', '23', '-maxrate', String(bitrate), '-bufsize', String(bitrate * 2)],
    // A key frame every two seconds, so that players can seek to within two seconds at any frame rate.
    ...['-force_key_frames', 'expr:gte(t,n_forced*2)', '-threads', String(threads)],
    // Keeps the times of frames: converting a variable rate to a constant one costs time without benefit.
    ...['-fps_mode', 'vfr'],
    ...(video.hasAudio ? audioArguments : []),
    ...withoutMetadata,
    ...['-movflags', '+faststart', '-f', 'mp4', renditionFile(size)],
  ]
}

const audioArguments = [
  ...['-map', '0:a:0', '-c:a', 'aac', '-b:a', String(AUDIO_BITRATE), '-ac', '2', '-ar', '48000'],
  // Fills gaps in the sound with silence, so that it stays in sync with the picture.
  ...['-af', 'aresample=async=1:first_pts=0'],
]

/** Scales to the largest rendition first, and the others from that. */
function filterGraph(video: Inspection, sizes: readonly RenditionSize[]): string {
  const largest = sizes.at(-1)
  if (!largest) throw new RangeError(`A picture of ${video.width}×${video.height} has no rendition.`)
  const prepared = [
    ...(isTooFast(video) ? [`fps=${MAXIMUM_FRAME_RATE}`] : []),
    scaledTo(largest),
    ...(video.highDynamicRange ? TO_STANDARD_DYNAMIC_RANGE : []),
    'format=yuv420p',
  ]
  const copies = sizes.map(({ name }) => `[${name}-large]`)
  return [
    `[0:V:0]${prepared.join(',')},split=${sizes.length + 1}${copies.join('')}[still]`,
    ...sizes.map(size => `[${size.name}-large]${size === largest ? 'null' : scaledTo(size)}[${size.name}]`),
    `[still]select=gte(t\\,${posterSeconds(video.frameTimes)}),scale=out_range=full,format=yuvj420p[poster]`,
  ].join(';')
}

/**
 * Sets square pixels, because ffmpeg would otherwise compensate the rounding to even sides with nearly square pixels.
 */
function scaledTo({ width, height }: RenditionSize): string {
  return `scale=${width}:${height}:flags=bicubic,setsar=1`
}

/** Hable tone mapping in linear light reduces highlights to what an ordinary screen shows. */
const TO_STANDARD_DYNAMIC_RANGE = [
  'zscale=transfer=linear:npl=100',
  'format=gbrpf32le',
  'zscale=primaries=bt709',
  'tonemap=hable:desat=0',
  'zscale=transfer=bt709:matrix=bt709:range=limited',
]

/** A little before the time of an existing frame, because times are rounded and pictures may start after the sound. */
function posterSeconds(frameTimes: Float64Array): string {
  const [first = 0] = frameTimes
  const time = frameTimes[Math.floor(frameTimes.length * POSTER_AT)] ?? first
  return (time - Math.max(first, 0) - 0.001).toFixed(3)
}

/** How many frames a rendition has if every frame of the source can be decoded. */
export function expectedFrames(video: Inspection): number {
  return isTooFast(video) ? Math.floor(video.durationSeconds * MAXIMUM_FRAME_RATE) : video.frameTimes.length
}

/** The highest frame rate of the renditions, within any second. */
function frameRate({ frameTimes }: Inspection): number {
  return Math.min(peakFrameRate(frameTimes), MAXIMUM_FRAME_RATE)
}

function isTooFast({ frameTimes }: Inspection): boolean {
  return peakFrameRate(frameTimes) > MAXIMUM_FRAME_RATE
}

/** The most frames within a second. */
function peakFrameRate(frameTimes: Float64Array): number {
  let peak = 0
  let first = 0
  for (let last = 0; last < frameTimes.length; last++) {
    while (secondsBetween(frameTimes, first, last) >= 1) first++
    peak = Math.max(peak, last - first + 1)
  }
  return peak
}

function secondsBetween(frameTimes: Float64Array, first: number, last: number): number {
  // With timestamps in milliseconds, the sixty-first frame of a second may be slightly inside it.
  return (frameTimes[last] ?? 0) - (frameTimes[first] ?? 0) + 0.002
}
