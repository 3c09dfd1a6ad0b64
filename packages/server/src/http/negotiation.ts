import { parseAccept } from '@orrery/wire';
import type { Form } from './answer.ts';

/** What a client wants objects to look like. */
export interface Wanted {
  readonly form: Form;
  /** The objects themselves, a printed table of them, or their metadata alone. */
  readonly as: 'object' | 'table' | 'metadata';
}

const formOf = (type: string): Form | undefined => {
  if (type === 'application/json' || type === 'application/*' || type === '*/*') return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
};

const viewOf = (
  as: string | undefined,
  group: string | undefined,
  version: string | undefined,
): Wanted['as'] | undefined => {
  if (as === undefined) return 'object';
  if (group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  if (as === 'Table') return 'table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'metadata' : undefined;
};

const chosen = (accept: string): Wanted | undefined => {
  for (const { type, parameters } of parseAccept(accept)) {
    const form = formOf(type);
    const as = viewOf(parameters['as'], parameters['g'], parameters['v']);
    if (form !== undefined && as !== undefined) return { form, as };
  }
  return undefined;
};

/** So many headers are remembered: each client sends a handful, over and over. */
const mostRemembered = 64;
const remembered = new Map<string, Wanted | undefined>();

/** The first entry of an Accept header that can be given; without a header, JSON. Undefined when there is none. */
export const negotiate = (accept: string | undefined): Wanted | undefined => {
  if (accept === undefined || accept.trim() === '') return { form: 'json', as: 'object' };
  if (remembered.has(accept)) return remembered.get(accept);
  const found = chosen(accept);
  if (remembered.size < mostRemembered) remembered.set(accept, found);
  return found;
};
