/** kubectl's verbs over the API, as coroutines that take virtual time. */
export * from './files.ts';
export * from './call.ts';
export type { Context, Invocation, Verb } from './invocation.ts';
export { kubectl, kubectlWords, parseLine, parseWords, type Line } from './line.ts';
export { readManifestText, type Manifest, type Manifests } from './manifest.ts';
export { rolloutView, type RolloutView } from './rollout.ts';
export { formatYaml } from './yaml-writer.ts';
export { readRecords } from './read-records.ts';
export { parseYaml, readYaml, type YamlDocument, type YamlError, type YamlPath, type YamlPlace } from './yaml.ts';
