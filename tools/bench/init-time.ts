/* Runs as a separate process: `init-time <module>` prints how many milliseconds it takes to import the module. */
const start = performance.now()
await import(process.argv[2] as string)
console.log(performance.now() - start)
process.exit()
