import * as E from 'fp-ts/lib/Either.js';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { failed, failureStatus, noSuchPath, send, type Failure, type Outcome } from './answer.ts';
import { decodeBody, readBody } from './body.ts';
import type { Exchange } from './exchange.ts';
import { turnedAway, type Guard } from './guard.ts';
import { negotiate } from './negotiation.ts';
import { notSimulated } from './not-simulated.ts';
import { resourceRoute, segmentsOf } from './route.ts';
import { isReview } from '../reviews.ts';

/** Longest target of a request that is looked at, in characters. */
const longestTarget = 16_384;

const notAcceptable: Failure = {
  code: 406,
  reason: 'NotAcceptable',
  message: 'only the following media types are accepted: application/json, application/yaml',
};

const internal = (error: unknown): Failure => ({
  code: 500,
  reason: 'InternalError',
  message: `Orrery is at fault here, not you: ${error instanceof Error ? error.message : String(error)}`,
});

const hasBody = ({ method = '' }: IncomingMessage): boolean => method !== 'GET' && method !== 'HEAD';

/** Does a path of the API name what is served? */
const leadsSomewhere = (path: string, segments: readonly string[]): boolean =>
  (segments[0] !== 'api' && segments[0] !== 'apis') || resourceRoute(segments) !== undefined || isReview(path);

/** A request as the routes take it, or what is wrong with it; undefined when the client has gone. */
const readExchange = async (request: IncomingMessage): Promise<E.Either<Failure | 'no-path', Exchange> | undefined> => {
  const { method = 'GET', url = '/', headers } = request;
  if (url.length > longestTarget)
    return E.left({ code: 414, reason: 'RequestURITooLong', message: 'the request URI is too long' });
  const [path = '/', ...rest] = url.split('?');
  const segments = segmentsOf(path);
  if (segments === undefined) return E.left('no-path');
  const wanted = negotiate(headers.accept);
  // Documents of OpenAPI have media types of their own.
  if (wanted === undefined && segments[0] !== 'openapi') return E.left(notAcceptable);
  const bytes = hasBody(request) ? await readBody(request) : E.right(new Uint8Array(0));
  if (bytes === undefined) return undefined;
  if (E.isLeft(bytes)) return bytes;
  const body = decodeBody(headers['content-type'], bytes.right);
  // What is sent to nowhere is not looked at: its kind may be one that only other servers know.
  if (E.isLeft(body)) return leadsSomewhere(path, segments) ? body : E.left('no-path');
  return E.right({
    method,
    path,
    segments,
    query: new URLSearchParams(rest.join('?')),
    headers,
    body: body.right,
    wanted: wanted ?? { form: 'json', as: 'object' },
  });
};

/** Answers one request; whatever goes wrong is answered too, and harms nobody else. */
const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  guard: Guard,
  answer: (exchange: Exchange) => Outcome | Promise<Outcome>,
): Promise<void> => {
  const refused = turnedAway(guard, request);
  if (refused !== undefined) return finish(request, response, failed(refused));
  const exchange = await readExchange(request);
  if (exchange === undefined) return;
  if (E.isLeft(exchange))
    return finish(request, response, exchange.left === 'no-path' ? noSuchPath : failed(exchange.left));
  const outcome = await answer(exchange.right);
  if (typeof outcome === 'function') outcome(response);
  else finish(request, response, outcome);
};

/** Sends an answer. What is left of a body that nobody wants to read is not waited for. */
const finish = (
  request: IncomingMessage,
  response: ServerResponse,
  outcome: Exclude<Outcome, (...args: never) => unknown>,
): void => {
  if (!request.complete) response.setHeader('Connection', 'close');
  send(response, outcome);
};

/** Upgrades to other protocols are what exec and port-forward begin with: refused in HTTP, so that clients show why. */
const refuseUpgrade = (socket: Socket): void => {
  const body = JSON.stringify(failureStatus(notSimulated('exec, attach, port-forward and cp are')));
  socket.end(
    `HTTP/1.1 501 Not Implemented\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
};

/** An HTTP server that hands every request that is fit to be answered to `answer`. */
export const apiListener = (guard: Guard, answer: (exchange: Exchange) => Outcome | Promise<Outcome>): Server => {
  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000 },
    (request, response) => {
      // A client that goes away is no concern of ours.
      request.on('error', () => undefined);
      response.on('error', () => undefined);
      respond(request, response, guard, answer).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else finish(request, response, failed(internal(error)));
      });
    },
  );
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => undefined);
    if (turnedAway(guard, request) === undefined)
      refuseUpgrade(socket as Socket); // what node:http listens on
    else socket.destroy();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const [code, text] =
      error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request'];
    if (socket.writable) socket.end(`HTTP/1.1 ${code} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  return server;
};
