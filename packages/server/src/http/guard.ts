import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Failure } from './answer.ts';

/** Who may ask. */
export interface Guard {
  /** Names by which the server may be called, without ports. */
  readonly hosts: ReadonlySet<string>;
  /** What a client must show; undefined: nothing, on loopback. */
  readonly token: string | undefined;
}

/** `localhost` of `localhost:8001`, `[::1]` of `[::1]:8001`. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

const forbidden = (message: string): Failure => ({ code: 403, reason: 'Forbidden', message });

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/**
 * Why a request is turned away before anybody looks at it; undefined: it is not. A web page must not reach the cluster through the
 * browser of whoever runs it: the Host must be the server's own, and a request that names another Origin is refused.
 */
export const turnedAway = ({ hosts, token }: Guard, { headers }: IncomingMessage): Failure | undefined => {
  const { host = '', origin, authorization = '' } = headers;
  if (!hosts.has(hostName(host))) return forbidden(`the Host ${JSON.stringify(host)} is not this server`);
  if (origin !== undefined && !hosts.has(hostName(origin.replace(/^https?:\/\//, ''))))
    return forbidden(`requests from the origin ${JSON.stringify(origin)} are not served`);
  if (token !== undefined && !isSame(authorization, `Bearer ${token}`))
    return { code: 401, reason: 'Unauthorized', message: 'Unauthorized' };
  return undefined;
};
