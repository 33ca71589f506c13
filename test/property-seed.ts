import fc from 'fast-check'

/**
 * Loaded before each test file: properties try the same cases in every run, or those of `SEED` in the environment.
 * fast-check prints the seed of what fails, and the path to its smallest case.
 */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) })
