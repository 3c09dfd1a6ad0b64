import { isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { listAt, textAt } from '../../cluster/index.ts';
import { mapList } from './container.ts';

/** Ports of a slice have a name, be it empty, and a protocol. Source: pkg/apis/discovery/v1/defaults.go. */
export const defaultEndpointSlice = (object: JsonObject): JsonObject =>
  mapList({ endpoints: null, ports: null, ...object }, 'ports', (port) => ({ name: '', protocol: 'TCP', ...port }));

const defaultSubset = (subset: Json): Json =>
  isJsonObject(subset)
    ? mapList(subset, 'ports', (port) => ({ ...port, protocol: textAt(port, 'protocol') ?? 'TCP' }))
    : subset;

/** Source: pkg/apis/core/v1/defaults.go, SetDefaults_Endpoints. */
export const defaultEndpoints = (object: JsonObject): JsonObject => {
  const subsets = listAt(object, 'subsets');
  return subsets.length === 0 ? object : { ...object, subsets: subsets.map(defaultSubset) };
};
