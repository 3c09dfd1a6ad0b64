import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '@orrery/core/engine';
import type { Wanted } from './negotiation.ts';

/** A request whose body has been read, and how it wants to be answered. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** The parts of the path, decoded. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Undefined: there was none. */
  readonly body: Json | undefined;
  readonly wanted: Wanted;
}

/** A flag in a query, as Go reads it; undefined when it is not there or none. */
export const flagIn = (query: URLSearchParams, name: string): boolean | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  if (['1', 't', 'T', 'true', 'TRUE', 'True', ''].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined;
};

/** Who asks, and what for, as a person would name it: what the log gives as the cause. */
export const commandOf = ({ headers, method, path }: Pick<Exchange, 'headers' | 'method' | 'path'>): string => {
  const command = headers['kubectl-command'];
  const agent = (headers['user-agent'] ?? '').split(/[/ ]/)[0] ?? '';
  const who = typeof command === 'string' && command !== '' ? command : agent === '' ? 'HTTP' : agent;
  return `${who}: ${method} ${path}`;
};
