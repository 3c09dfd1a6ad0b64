// Which way the arrows point: inside core, between packages, between control loops, and out of the pure packages.

const tests = '\\.(test|prop|fixture)\\.ts$';
const pure = ['core', 'controllers', 'kubectl', 'wire', 'scenario', 'props'];

/** The layers of core: each may import those before it. */
const layers = ['engine', 'cluster', 'api', 'control', 'faults'];

/** What each package may import. */
const packages = {
  core: [],
  controllers: ['core'],
  kubectl: ['core'],
  wire: ['core'],
  scenario: ['core', 'controllers', 'kubectl'],
  server: ['core', 'controllers', 'kubectl', 'wire', 'scenario'],
  props: ['core', 'controllers', 'kubectl', 'scenario'],
  campaign: ['core', 'controllers', 'kubectl', 'scenario', 'props'],
  bench: ['core', 'controllers', 'kubectl', 'scenario', 'server', 'props', 'campaign'],
  cli: ['core', 'controllers', 'kubectl', 'scenario', 'server', 'props', 'campaign', 'bench'],
};

const oneOf = (names) => `(${names.join('|')})`;

const layerRules = layers.slice(0, -1).map((layer, index) => ({
  name: `arrows-of-core-${layer}`,
  comment: `In core, ${layer} stands before ${layers.slice(index + 1).join(', ')} and knows nothing of them.`,
  severity: 'error',
  from: { path: `^packages/core/src/${layer}/` },
  to: { path: `^packages/core/src/${oneOf(layers.slice(index + 1))}/` },
}));

const packageRules = Object.entries(packages).map(([name, allowed]) => ({
  name: `arrows-of-${name}`,
  comment: `${name} may import ${allowed.length === 0 ? 'no other package' : allowed.join(', ')}.`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: { path: '^packages/', pathNot: `^packages/${oneOf([name, ...allowed])}/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...packageRules,
    {
      name: 'known-packages',
      comment: 'A new package says in .dependency-cruiser.cjs what it may import.',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/${oneOf(Object.keys(packages))}/` },
      to: {},
    },
    {
      name: 'doors',
      comment: 'A package is entered through the doors that its package.json names, not by a path into it.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: ['^packages/$1/', '^packages/[^/]+/src/index\\.ts$', '^packages/[^/]+/src/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'loops-apart',
      comment: 'Control loops speak through the API only: the folder of one never imports that of another.',
      severity: 'error',
      from: { path: '^packages/controllers/src/([^/]+)/', pathNot: tests },
      to: { path: '^packages/controllers/src/[^/]+/', pathNot: '^packages/controllers/src/$1/' },
    },
    {
      name: 'no-cycles',
      comment: 'Things that need each other are one thing, or lack a third one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-node-built-ins',
      comment: 'These packages run in a browser too, and a run depends on nothing outside of it.',
      severity: 'error',
      from: { path: `^packages/${oneOf(pure)}/`, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-source-of-randomness',
      comment: 'Every draw comes from packages/core/src/engine/randomness.ts.',
      severity: 'error',
      from: { pathNot: '^packages/core/src/engine/randomness\\.ts$' },
      to: { path: '(^|/)seedrandom(/|$)' },
    },
    {
      name: 'tests-are-not-used',
      comment: 'What is built never imports what only tests have.',
      severity: 'error',
      from: { path: '^packages/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere: a missing dependency, a typo, or a path that no door offers.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^packages/[^/]+/dist/', 'seedrandom\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
