import * as E from 'fp-ts/lib/Either.js';
import { answerDiscovery } from '@orrery/wire';
import type { ServedCluster } from '../served-cluster.ts';
import { answerOrrery } from '../orrery/router.ts';
import { answerMetrics } from '../pods/metrics.ts';
import { answerPodLog } from '../pods/log.ts';
import { answerReview } from '../reviews.ts';
import { answerList } from '../resources/list.ts';
import { readListOptions } from '../resources/list-options.ts';
import { answerWatch } from '../resources/watch.ts';
import { answerObject, verbOfExchange } from '../resources/write.ts';
import { failed, methodNotAllowedHere, noSuchPath, objectAnswer, textAnswer, type Outcome } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { notSimulated } from './not-simulated.ts';
import { openApiAnswer } from './open-api.ts';
import type { Served } from './served.ts';
import { resourceRoute, type ResourceRoute } from './route.ts';

const probes = new Set(['/healthz', '/livez', '/readyz']);

/** What needs a process to connect to: there is none behind a container here. */
const interactive = new Set(['exec', 'attach', 'portforward', 'proxy']);

const version = (served: ServedCluster): Outcome => {
  const [major = '', minor = ''] = served.core.settings.version.split('.');
  return objectAnswer(200, {
    major,
    minor,
    gitVersion: `v${major}.${minor}.0+orrery`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'none',
    compiler: 'none',
    platform: 'virtual/time',
  });
};

const onCollection = (served: Served, route: ResourceRoute, exchange: Exchange): Outcome => {
  const options = readListOptions(exchange.query);
  if (E.isLeft(options)) return failed(options.left);
  return options.right.watch
    ? answerWatch(served.cluster, served.lines, route, options.right, exchange)
    : answerList(served.cluster, served.snapshots, route, options.right, exchange);
};

const onResource = (served: Served, route: ResourceRoute, exchange: Exchange): Outcome | Promise<Outcome> => {
  const { kind, name, subresource } = route;
  if (kind === 'Pod' && interactive.has(subresource)) return failed(notSimulated(`kubectl ${subresource} is`));
  if (kind === 'Pod' && subresource === 'log')
    return exchange.method === 'GET' ? answerPodLog(served.cluster, route, exchange) : methodNotAllowedHere;
  const verb = verbOfExchange(exchange, route);
  if (verb === undefined) return methodNotAllowedHere;
  const watching = verb === 'get' && subresource === '' && ['true', '1'].includes(exchange.query.get('watch') ?? '');
  if (verb === 'list' || (watching && name !== '')) return onCollection(served, route, exchange);
  return answerObject(served.cluster, verb, route, exchange);
};

/** Answers a request whose body has been read. */
export const answer = (served: Served, exchange: Exchange): Outcome | Promise<Outcome> => {
  const { method, path, segments, headers } = exchange;
  if (segments[0] === 'orrery') return answerOrrery(served, exchange);
  const route = resourceRoute(segments);
  if (route !== undefined) return onResource(served, route, exchange);
  if (segments[0] === 'apis' && segments[1] === 'metrics.k8s.io' && segments.length > 3)
    return answerMetrics(served.cluster, exchange);
  if (method === 'POST') return answerReview(exchange) ?? noSuchPath;
  if (method !== 'GET' && method !== 'HEAD') return noSuchPath;
  if (path === '/version') return version(served.cluster);
  if (probes.has(`/${segments[0] ?? ''}`)) return textAnswer(200, 'ok');
  const openApi = openApiAnswer(exchange);
  if (openApi !== undefined) return openApi;
  const document = answerDiscovery(path, headers.accept ?? '');
  return document === undefined ? noSuchPath : { code: 200, ...document };
};
