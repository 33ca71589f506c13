/** Who may import whom; the reasons are in docs/decisions/boundaries.md. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const DOMAINS = 'shop|video|posts|mail|clickstream'

export default {
  forbidden: [
    forbid(
      'functions-stand-alone',
      'What Lambda runs knows neither how it is deployed nor what simulates it.',
      { path: '^lambda/' },
      { path: '^(lib|local-aws|tools|bin)/' },
    ),
    forbid(
      'contracts-rest-on-nothing',
      'They say what messages and APIs are, whoever reads them.',
      { path: '^lambda/contracts/' },
      { path: '^lambda/(?!contracts/)' },
    ),
    forbid(
      'runtime-rests-on-contracts',
      'It serves every function, whatever invokes it.',
      { path: '^lambda/runtime/' },
      { path: '^lambda/(?!(contracts|runtime)/)' },
    ),
    forbid(
      'http-and-queue-rest-on-runtime',
      'How a function is invoked: by a request or by messages. Neither needs the other, nor a domain.',
      { path: '^lambda/(http|queue)/' },
      { path: '^lambda/', pathNot: '^lambda/(contracts|runtime|$1)/' },
    ),
    forbid(
      'domains-talk-by-messages',
      'A domain knows another by the messages that it sends: by their contracts.',
      { path: `^lambda/(${DOMAINS})/` },
      { path: `^lambda/(${DOMAINS})/`, pathNot: '^lambda/$1/' },
    ),
    forbid(
      'local-aws-stands-alone',
      'A package of its own: it runs any cloud assembly and knows nothing of this one.',
      { path: '^local-aws/' },
      { path: '^(lib|lambda|tools|bin|test)/' },
    ),
    forbid(
      'stacks-name-functions-by-path',
      'Stacks refer to functions by entry path; only the contracts are shared.',
      { path: '^lib/' },
      { path: '^(local-aws|tools|bin|lambda/(?!contracts/))' },
    ),
    forbid(
      'commands-read-contracts',
      'They make templates and schemas of the code; functions are named by path.',
      { path: '^bin/' },
      { path: '^(local-aws|tools|lambda/(?!contracts/))' },
    ),
    forbid(
      'tools-use-the-sdk-alone',
      'A tool that works here works on an account.',
      { path: '^tools/' },
      { path: '^(lib|local-aws|lambda|bin)/' },
    ),
    forbid(
      'services-know-ports-alone',
      'A service asks another in process by a port (`src/ports.ts`), never by a file of it.',
      { path: '^local-aws/src/services/([^/]+)/' },
      { path: '^local-aws/src/services/', pathNot: '^local-aws/src/services/$1/' },
    ),
    forbid(
      'local-aws-by-its-name',
      'Its exports are what it promises; the files behind them may move.',
      { path: '^(bin|lib|lambda|tools|test)/' },
      { path: '^local-aws/', dependencyTypesNot: ['aliased-workspace'] },
    ),
    forbid('no-cycles', 'Two files that need each other are one idea.', {}, { circular: true }),
    forbid(
      'no-orphans',
      'A file nobody imports is dead.',
      {
        orphan: true,
        pathNot:
          '\\.(test|mjs)|^lambda/runtime/node-(http|process)\\.cts$|^tools/bench/(init-time|bare-calls)|^local-aws/bench/[\\w-]+-(load|server)\\.ts$',
      },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node'],
    },
  },
}
