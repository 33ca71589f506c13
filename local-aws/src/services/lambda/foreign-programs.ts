import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'

/** The machine that programs run on. */
export interface Machine {
  platform: NodeJS.Platform
  arch: NodeJS.Architecture
  /** Whether the kernel runs programs for another processor with an emulator. */
  emulates(processor: string): boolean
  /** Where programs are installed, as in `PATH`. */
  path: string
}

export const THIS_MACHINE: Machine = {
  platform: process.platform,
  arch: process.arch,
  emulates: processor => existsSync(`/proc/sys/fs/binfmt_misc/qemu-${processor}`),
  path: process.env.PATH ?? '',
}

/** A program in a layer that the machine cannot run. */
export interface ForeignProgram {
  name: string
  /** `x86_64` or `aarch64`. */
  processor: string
}

/* The head of an ELF file (System V ABI): what programs for Linux are. */
const ELF = Buffer.from('\x7fELF', 'latin1')
const MACHINE_OFFSET = 18
const PROCESSORS = new Map([
  [0x3e, { name: 'x86_64', arch: 'x64' }],
  [0xb7, { name: 'aarch64', arch: 'arm64' }],
])

/** The programs in `directory` for Linux on another processor, or for Linux if this system is not Linux. */
export function foreignPrograms(directory: string, machine: Machine): ForeignProgram[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory).flatMap(name => {
    const processor = processorOf(join(directory, name))
    if (!processor) return []
    const runs =
      machine.platform === 'linux' && (processor.arch === machine.arch || machine.emulates(processor.name))
    return runs ? [] : [{ name, processor: processor.name }]
  })
}

/**
 * Puts something in place of each program: the program of the same name that is installed on the machine, or a script
 * that explains why there is none. The script exits with 126, as shells do for a file that they cannot execute; on
 * Lambda, too, a function notices a program for the wrong architecture only when it starts it.
 */
export function writeSubstitutes(
  directory: string,
  programs: readonly ForeignProgram[],
  machine: Machine,
): void {
  for (const program of programs) {
    const substitute = join(directory, program.name)
    const installed = installedProgram(program.name, machine)
    if (installed) symlinkSync(installed, substitute)
    else writeFileSync(substitute, explanation(program, machine), { mode: 0o755 })
  }
}

function installedProgram(name: string, { path }: Machine): string | undefined {
  const directories = path.split(delimiter).filter(Boolean)
  return directories.map(directory => join(directory, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function explanation({ name, processor }: ForeignProgram, { platform, arch }: Machine): string {
  const reason = `${name}, of a layer, is a program for Linux on ${processor}: it does not run on this machine (${platform} on ${arch}), and the PATH has no ${name} to take its place. Install ${name}, run the local AWS on Linux on ${processor}, or install QEMU's user emulation there.`
  return `#!/bin/sh\necho '${reason.replaceAll("'", "'\\''")}' >&2\nexit 126\n`
}

function processorOf(file: string): { name: string; arch: string } | undefined {
  const head = Buffer.alloc(MACHINE_OFFSET + 2)
  try {
    const descriptor = openSync(file, 'r')
    try {
      readSync(descriptor, head)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // A directory or a dangling link.
    return undefined
  }
  return head.subarray(0, ELF.length).equals(ELF)
    ? PROCESSORS.get(head.readUInt16LE(MACHINE_OFFSET))
    : undefined
}
