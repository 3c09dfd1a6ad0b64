import { isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { listAt, textAt, type KindName } from '../../cluster/index.ts';
import { manifests, TestServer } from '../handle.fixture.ts';
import type { Request, Response } from '../request.ts';
import { pathsOf } from './field-set.ts';
import { pathText } from './fields-v1.ts';
import { readStored } from './manager.ts';

/** A Deployment as a user applies it. */
export const web: JsonObject = { ...manifests.Deployment, apiVersion: 'apps/v1', kind: 'Deployment' };

/** A server on which configurations are applied by name. */
export class ApplyServer extends TestServer {
  apply(fieldManager: string, body: JsonObject, rest: Partial<Request> = {}): Response {
    const kind = textAt(body, 'kind') as KindName; // fixtures name kinds that there are
    return this.ask('patch', kind, textAt(body, 'metadata', 'name') ?? '', {
      patchType: 'apply',
      fieldManager,
      body,
      ...rest,
    });
  }

  /** Applies a Deployment `web` with this spec and these labels. */
  web(fieldManager: string, spec: JsonObject, labels: JsonObject = {}, rest: Partial<Request> = {}): Response {
    const metadata = { name: 'web', ...(Object.keys(labels).length === 0 ? {} : { labels }) };
    return this.apply(fieldManager, { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }, rest);
  }
}

/** The entries of an answered object, each as `manager operation subresource: paths`. */
export const entriesOf = (object: Json): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    listAt(object, 'metadata', 'managedFields')
      .filter(isJsonObject)
      .map((entry) => {
        const [only] = readStored([entry]).values();
        const label = ['manager', 'operation', 'subresource'].map((key) => textAt(entry, key) ?? '').join(' ');
        return [label.trim(), only === undefined ? [] : pathsOf(only.fields).map(pathText)];
      }),
  );

/** A template whose containers have these names. */
export const template = (...names: readonly string[]): JsonObject => ({
  metadata: { labels: { app: 'nginx' } },
  spec: { containers: names.map((name) => ({ name, image: `${name}:1` })) },
});
