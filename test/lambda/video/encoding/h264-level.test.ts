import { h264Level } from '../../../../lambda/video/encoding/h264-level.ts'

/* ITU-T H.264, annex A: what is commonly given for these pictures. */

test.each([
  [426, 240, 30, '3.0'],
  [720, 480, 30, '3.0'],
  [1280, 720, 30, '3.1'],
  [1280, 720, 60, '3.2'],
  [1920, 720, 60, '4.2'],
  [4096, 16, 5, '4.2'],
  [4096, 720, 60, '5.1'],
])('%i×%i at %i frames a second needs level %s', (width, height, rate, level) => {
  expect(h264Level({ width, height }, rate)).toBe(level)
  expect(h264Level({ width: height, height: width }, rate)).toBe(level)
})
