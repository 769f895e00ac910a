// The dependency rule, tests included: see CONTRIBUTING.md.
const MAY_IMPORT = {
  core: [],
  aws: ['core'],
  lambda: ['aws', 'core'],
  sample: [],
  'local-stack': ['sample', 'lambda', 'aws', 'core'],
  // The command `invoke` runs the function.
  cli: ['local-stack', 'sample', 'lambda', 'aws', 'core'],
  web: ['core'],
  infra: ['lambda'],
};

// Folders of the core in the order of the data. A folder imports only itself and those before it.
const CORE_FOLDERS = ['ports', 'zip', 'manifest', 'plan', 'batch'];
const CORE_ENTRIES = '(index|plan-archive|split-archive)';

const PORTABLE = { path: '^packages/core/src/', pathNot: '^packages/core/src/node/' };

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
      name: `${name}-imports-only-${allowed.join('-and-') || 'itself'}`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^packages/${name}/` },
      to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
    })),
    ...CORE_FOLDERS.map((name, i) => ({
      name: `core-${name}-imports-only-what-comes-before-it`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^packages/core/src/${name}/` },
      to: {
        path: `^packages/core/src/(.+/|${CORE_ENTRIES}\\.ts$)`,
        pathNot: `^packages/core/src/(${CORE_FOLDERS.slice(0, i + 1).join('|')})/`,
      },
    })),
    {
      name: 'core-memory-and-blob-know-only-the-ports',
      severity: 'error',
      from: { path: '^packages/core/src/(memory|blob)/' },
      to: {
        path: `^packages/core/src/(.+/|${CORE_ENTRIES}\\.ts$)`,
        pathNot: '^packages/core/src/(ports|memory|blob)/',
      },
    },
    {
      name: 'packages-meet-at-their-entry-files',
      severity: 'error',
      from: { path: '^(packages/[^/]+)/' },
      to: {
        path: '^packages/[^/]+/src/',
        pathNot: [
          '^$1/',
          '^packages/core/src/(node/)?index\\.ts$',
          '^packages/(aws|sample|local-stack)/src/index\\.ts$',
          '^packages/lambda/src/(handler|create-functions)\\.ts$',
        ],
      },
    },
    {
      name: 'infra-knows-only-the-lambda-entry-file',
      severity: 'error',
      from: { path: '^packages/infra/' },
      to: { path: '^packages/lambda/', pathNot: '^packages/lambda/src/(handler|create-functions)\\.ts$' },
    },
    {
      name: 'portable-core-uses-no-node-builtin',
      severity: 'error',
      from: PORTABLE,
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'portable-core-uses-only-crc-32',
      severity: 'error',
      from: PORTABLE,
      to: { path: 'node_modules/', pathNot: 'node_modules/crc-32/' },
    },
    {
      name: 'portable-core-does-not-know-its-node-adapters',
      severity: 'error',
      from: PORTABLE,
      to: { path: '^packages/core/src/node/' },
    },
    {
      name: 'core-uses-no-dev-dependency',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-from-tests',
      severity: 'error',
      from: { pathNot: '^packages/[^/]+/test/' },
      to: { path: '^packages/[^/]+/test/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '/(dist|coverage)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['biospex-source', 'types', 'node', 'import', 'require', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
