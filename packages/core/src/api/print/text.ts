import type { Json } from '../../engine/index.ts';
import { listAt, textAt, type StringMap } from '../../cluster/index.ts';
import { orNone } from './column.ts';

/** Labels as tables show them: `a=b,c=d` by key. */
export const formatLabels = (labels: StringMap): string =>
  orNone(
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(','),
  );

const shortModes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`: always in this order, each once. */
export const formatAccessModes = (modes: readonly string[]): string =>
  shortModes
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');

/** Names of the containers in a pod spec, and their images, joined by commas. */
export const containerNames = (spec: Json | undefined): string => members(spec, 'name');
export const containerImages = (spec: Json | undefined): string => members(spec, 'image');

const members = (spec: Json | undefined, member: string): string =>
  listAt(spec, 'containers')
    .map((container) => textAt(container, member) ?? '')
    .join(',');
