import { hashString, isJsonObject, mix, type Body, type Json, type JsonObject } from '../../engine/index.ts';
import {
  containsMark,
  hole,
  listAt,
  objectAt,
  oncePerBody,
  textAt,
  type ClusterState,
  type Uid,
} from '../../cluster/index.ts';
import { safeEncode } from '../generated-name.ts';

/** How the volumes are named through which pods get at the API. Source: plugin/pkg/admission/serviceaccount. */
const prefix = 'kube-api-access-';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the volume shows: a token of the pod's account, the certificates of the API server, and the pod's namespace. */
const sources: readonly Json[] = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
  {
    downwardAPI: {
      items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
    },
  },
];

const tokenVolume = (name: string): JsonObject => ({ name, projected: { defaultMode: 420, sources } });

const mountsToken = (container: Json): boolean =>
  listAt(container, 'volumeMounts').some((mount) => textAt(mount, 'mountPath') === mountPath);

/** The pod with the volume of this name mounted in all containers that mount nothing there; undefined: all of them do. */
const withVolume = (json: JsonObject, name: string): JsonObject | undefined => {
  const spec = objectAt(json, 'spec') ?? {};
  const lists = ['initContainers', 'containers'].filter((list) => spec[list] !== undefined);
  if (lists.every((list) => listAt(spec, list).every(mountsToken))) return undefined;
  const mounting = (container: Json): Json =>
    !isJsonObject(container) || mountsToken(container)
      ? container
      : { ...container, volumeMounts: [...listAt(container, 'volumeMounts'), { mountPath, name, readOnly: true }] };
  const mounted = Object.fromEntries(lists.map((list) => [list, listAt(spec, list).map(mounting)]));
  const volumes = listAt(spec, 'volumes');
  const isThere = volumes.some((volume) => textAt(volume, 'name') === name);
  return { ...json, spec: { ...spec, ...mounted, volumes: isThere ? volumes : [...volumes, tokenVolume(name)] } };
};

/** Bodies with the volume, by what the names of theirs come to. */
const changedBodies = oncePerBody((_body) => new Map<string, Body>());

const flag = (value: Json | undefined): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** What a pod's body says of its token. */
interface Asked {
  readonly account: string;
  readonly wanted: boolean | undefined;
  /** The name of the volume that it brings itself. */
  readonly given: string | undefined;
}

const askedIn = (json: Json): Asked => {
  const spec = objectAt(json, 'spec');
  const given = listAt(spec, 'volumes').find((volume) => textAt(volume, 'name')?.startsWith(prefix));
  return {
    account: textAt(spec, 'serviceAccountName') ?? '',
    wanted: flag(spec?.['automountServiceAccountToken']),
    given: textAt(given, 'name'),
  };
};

const isMarked = oncePerBody(({ json }) => containsMark(json));

const askedBy = oncePerBody(({ json }) => askedIn(json));

const wantedBy = oncePerBody(({ json }) => flag(objectAt(json)?.['automountServiceAccountToken']));

const prefixHash = hashString(prefix);

/** What the name of the volume of a new pod ends in: five letters and digits of its own. */
export const tokenSuffix = (uid: Uid): string => {
  const hash = mix(prefixHash, uid) >>> 0;
  return safeEncode(hash.toString(36).padStart(7, '0').slice(-5));
};

/** Do pods that say nothing of it themselves get a token of this account? */
export const givesToken = ({ tables }: ClusterState, namespace: string, account: string): boolean => {
  const record = tables.ServiceAccount.find(namespace, account);
  return (record === undefined ? undefined : wantedBy(record.body)) !== false;
};

/** Does the pod get a token? It says so itself, or its account does; else it gets one. */
const getsToken = (state: ClusterState, namespace: string, { account, wanted }: Asked): boolean =>
  account !== '' && (wanted ?? givesToken(state, namespace, account));

/** NE-42: a pod that a user sends, with its volume, whose name ends in `suffix`: added before the pod is interned, so that it is so only once. */
export const withOwnToken = (state: ClusterState, namespace: string, suffix: string, pod: JsonObject): JsonObject => {
  const asked = askedIn(pod);
  if (!getsToken(state, namespace, asked)) return pod;
  return withVolume(pod, asked.given ?? prefix + suffix) ?? pod;
};

/** A new pod's body and the texts of its holes. */
export interface WithToken {
  readonly body: Body;
  readonly args: readonly string[];
}

/**
 * NE-42: a pod gets a volume through which it gets at the API, unless it or its account does not want it. Pods of a template share the
 * body, in which a hole stands for the end of the volume's name.
 */
export const withToken = (
  state: ClusterState,
  namespace: string,
  uid: Uid,
  { body, args }: WithToken,
  intern: (json: Json) => Body,
): WithToken => {
  const { json } = body;
  const asked = askedBy(body);
  const { given } = asked;
  if (!isJsonObject(json) || !getsToken(state, namespace, asked)) return { body, args };
  const suffix = tokenSuffix(uid);
  // A body without arguments is what it says: where a user typed marks, it can have no holes.
  const shared = args.length > 0 || !isMarked(body);
  const name = given ?? prefix + (shared ? hole(args.length) : suffix);
  const filling = given === undefined && shared ? args.concat(suffix) : args;
  const known = changedBodies(body).get(name);
  if (known !== undefined) return { body: known, args: filling };
  const changed = withVolume(json, name);
  if (changed === undefined) return { body, args };
  const made = intern(changed);
  if (shared) changedBodies(body).set(name, made);
  return { body: made, args: filling };
};
