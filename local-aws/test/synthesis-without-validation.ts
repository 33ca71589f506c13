/*
 * Loaded before each test file: the CDK's validator starts a WebAssembly engine for each app, which takes longer than
 * the rest of the synthesis. What is synthesized is the same without it.
 */
process.env.CDK_VALIDATION = 'false'
