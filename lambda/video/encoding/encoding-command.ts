import { inputArguments } from './encoding-input.ts'
import { h264Level } from './h264-level.ts'
import type { AudioTrack, Inspection } from './inspection.ts'
import { conversionOf } from './picture-colour.ts'
import { centredIn, fittedInto } from './picture-fit.ts'
import { AUDIO_BITRATE, type RenditionSize, renditionSizes, videoBitrate } from './rendition-ladder.ts'

export const POSTER_FILE = 'poster.jpg'

/** The highest rate that players on phones and in browsers are made for. */
export const MAXIMUM_FRAME_RATE = 60

/** The resolution of times, in parts of a second: a multiple of milliseconds and of the usual frame rates. */
const TICKS = 90_000

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
    ...inputArguments(threads, [video.video]),
    ...['-filter_complex', filterGraph(video, sizes)],
    ...sizes.flatMap(size => renditionArguments(size, video, threads)),
    ...(video.pictureChanges ? [] : ['-map', '[poster]', ...posterOutput]),
  ]
}

/**
 * ffmpeg's arguments to make the poster of a video whose pictures change, from its largest rendition. As an output that
 * seldom has a frame, it would make ffmpeg lose frames of the others whenever its filters start again.
 */
export function posterArguments(video: Inspection): string[] {
  const [first = 0] = video.frameTimes
  const largest = renditionSizes(video).slice(-1).map(renditionFile)
  return [
    '-y',
    ...['-ss', Math.max(posterSeconds(video) - Math.max(first, 0), 0).toFixed(3)],
    ...largest.flatMap(file => ['-i', file]),
    ...['-frames:v', '1', '-vf', TO_JPEG, ...posterOutput],
  ]
}

const withoutMetadata = ['-map_metadata', '-1', '-map_chapters', '-1']

const posterOutput = [
  ...['-fps_mode', 'passthrough', '-c:v', 'mjpeg', '-q:v', '3', ...withoutMetadata],
  ...['-f', 'image2', '-update', '1', POSTER_FILE],
]

/** JPEG has the colours of BT.601. */
const TO_JPEG = 'zscale=matrix=170m:range=full,format=yuvj420p'

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
    // Keeps the times of frames. Any grid, such as that of the frame rate that ffmpeg guesses, would drop frames.
    ...[
      '-fps_mode',
      'passthrough',
      '-enc_time_base:v',
      `1/${TICKS}`,
      '-video_track_timescale',
      String(TICKS),
    ],
    ...(isTooFast(video) ? ['-bsf:v', LONGER_FRAMES] : []),
    ...(video.audio ? audioArguments(video.audio, video.soundChanges) : []),
    ...withoutMetadata,
    ...['-movflags', '+faststart', '-f', 'mp4', renditionFile(size)],
  ]
}

function audioArguments({ index, channelLayout }: AudioTrack, changes: boolean): string[] {
  // Filters that start again in the middle would put all of the silence before them there.
  const start = changes ? '' : ':first_pts=0'
  return [
    ...['-map', `0:${index}`, '-c:a', 'aac', '-b:a', String(AUDIO_BITRATE), '-ac', '2', '-ar', '48000'],
    ...['-af', [...stereoOf(channelLayout), `${IN_SYNC}${start}`].join(',')],
  ]
}

/**
 * Fills gaps in the sound with silence, so that it stays in sync with the picture within 40 ms. Smaller differences, as
 * from clocks that drift, are made up by playing up to 2 % faster or slower, which nobody hears.
 */
const IN_SYNC = 'aresample=async=1000:min_comp=0.01:min_hard_comp=0.04'

/** Other layouts than those with a name have no known positions, so their first two channels are used. */
function stereoOf(channelLayout: string): string[] {
  // The first channel of ambisonics is the sound from all directions.
  if (channelLayout.startsWith('ambisonic') || channelLayout.startsWith('1 channel'))
    return ['channelmap=0|0:stereo']
  return /^\d+ channels/.test(channelLayout) ? ['channelmap=0|1:stereo'] : []
}

/** Deinterlaces, converts and scales to the largest rendition first, and scales the others from that. */
function filterGraph(video: Inspection, sizes: readonly RenditionSize[]): string {
  const largest = sizes.at(-1)
  if (!largest) throw new RangeError(`A picture of ${video.width}×${video.height} has no rendition.`)
  const { read, convert } = conversionOf(video.picture, video.video.size ?? video.picture)
  const prepared = [
    ...read,
    ...(video.isFieldCoded ? [framesOfFields(video)] : []),
    ...(video.mayBeInterlaced ? [DEINTERLACED] : []),
    ...inOrder(video),
    ...fittedInto(largest),
    ...convert,
    centredIn(largest),
  ]
  const outputs = [...sizes.map(({ name }) => `${name}-large`), ...(video.pictureChanges ? [] : ['still'])]
  return [
    `[0:${video.video.index}]${prepared.join(',')},split=${outputs.length}${outputs.map(name => `[${name}]`).join('')}`,
    ...sizes.map(size => `[${size.name}-large]${size === largest ? 'null' : scaledTo(size)}[${size.name}]`),
    ...(video.pictureChanges ? [] : [`[still]select='${posterFrames(video)}',${TO_JPEG}[poster]`]),
  ].join(';')
}

/**
 * Deinterlaces the frames that the decoder says are interlaced, each into one frame: as many as there were, so that the
 * level and the bit rate stay those of a progressive video. Telecine is left as it is, because its removal would need
 * other times of frames.
 */
const DEINTERLACED = 'bwdif=mode=send_frame:deint=interlaced'

function framesOfFields({ picture }: Inspection): string {
  return `weave=first_field=${picture.scan === 'bottom-first' ? 'bottom' : 'top'}`
}

/** Players need increasing times, and no more than 60 frames a second. */
function inOrder(video: Inspection): string[] {
  return [
    `settb=1/${TICKS}`,
    "select='isnan(prev_selected_pts)+gt(pts,prev_selected_pts)'",
    ...(isTooFast(video) ? [AT_MOST_60] : []),
  ]
}

/** Keeps the times of the frames that it keeps; timestamps in milliseconds may be 2 ms early. */
const AT_MOST_60 = `select='if(gte(t,ld(0)-0.002),st(0,max(ld(0)+1/${MAXIMUM_FRAME_RATE},t)))'`

/** The last frame is shown as long as the others, though it was shorter in the source. */
const LONGER_FRAMES = `setts=pts=PTS:dts=DTS:duration=max(DURATION\\,${TICKS / MAXIMUM_FRAME_RATE})`

function scaledTo({ width, height }: RenditionSize): string {
  return `scale=${width}:${height}:flags=bicubic,setsar=1`
}

/** The frame of the poster, and before it the first frame, which stays if no later one can be decoded. */
function posterFrames(video: Inspection): string {
  const at = posterSeconds(video).toFixed(3)
  return `isnan(prev_t)+gte(t,${at})*lt(prev_t,${at})`
}

/** A little before the time of an existing frame, because times are rounded. */
function posterSeconds({ frameTimes }: Inspection): number {
  const [first = 0] = frameTimes
  return (frameTimes[Math.floor(frameTimes.length * POSTER_AT)] ?? first) - 0.001
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
