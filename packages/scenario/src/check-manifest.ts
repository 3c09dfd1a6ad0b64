import * as E from 'fp-ts/lib/Either.js';
import { isSeq, isMap, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import { listAt, objectAt, textAt } from '@orrery/core/cluster';
import type { Request, Response } from '@orrery/core/api';
import { Cluster, defaultKubernetesVersion, timingProfiles } from '@orrery/core/control';
import { parseYaml, readManifestText } from '@orrery/kubectl';
import type { NodeEntry } from './node-entry.ts';
import type { Problem } from './problem.ts';
import { nodeTemplate } from './registration.ts';
import { requester } from './request.ts';
import { firstNamespaces, makeNamespaces } from './world.ts';

/** Refusals that are about the object itself, not about what else there is. */
const ownFault = new Set(['Invalid', 'BadRequest']);

/** Finds what is wrong with manifests without a run: they are created in an empty cluster, where nothing is stored. */
export class ManifestCheck {
  #request: ((request: Request, cause: number) => Response) | undefined;
  /** What exists at instant 0 as far as it has been seen. */
  readonly #existing = new Set<string>(firstNamespaces.map((name) => `Namespace /${name}`));

  /**
   * Everything wrong with a file that can be seen by itself. `isTaken`, for a file of what exists at instant 0, knows objects
   * that exist besides; what the file makes is remembered, so that nothing is made twice.
   */
  problems(file: string, text: string, isTaken?: (kind: string, name: string) => boolean): readonly Problem[] {
    const parsed = parseYaml(text);
    if (E.isLeft(parsed)) {
      const { message, ...place } = parsed.left;
      return [{ file, ...place, message: message.replace(/^yaml: line \d+: /, '') }]; // the place says it
    }
    const { manifests, errors } = readManifestText(file, text);
    const places = new Places(file, text);
    const unread = errors.map((error) => places.ofError(error));
    const refused = manifests.flatMap(({ kind, namespace, name, object }) => {
      const place = namespace === '' ? '' : 'default';
      const { namespace: _, ...metadata } = { namespace: '', ...(object['metadata'] as object | undefined) }; // only spread
      const body = { ...object, metadata };
      const { code, body: status } = this.#ask({
        verb: 'create',
        kind,
        namespace: place,
        name: '',
        body,
        dryRun: true,
        fieldValidation: 'Strict',
      });
      if (code < 400 || !ownFault.has(textAt(status, 'reason') ?? '')) return [];
      const causes = listAt(status, 'details', 'causes');
      const whole = textAt(status, 'message') ?? '';
      if (causes.length === 0) {
        const unknown = [...whole.matchAll(/unknown field "([^"]*)"/g)].map(([, field = '']) => field);
        if (unknown.length === 0) return [places.ofObject(kind, name, '', whole)];
        return unknown.map((field) =>
          places.ofObject(kind, name, field, `${kind} "${name}": unknown field "${field}"`),
        );
      }
      return causes.map((cause) => {
        const field = textAt(cause, 'field') ?? '';
        return places.ofObject(kind, name, field, `${kind} "${name}": ${field}: ${textAt(cause, 'message') ?? ''}`);
      });
    });
    const misplaced = manifests.flatMap(({ kind, namespace, name }) => {
      if (isTaken === undefined || name === '') return [];
      const key = `${kind} ${namespace}/${name}`;
      const exists = isTaken(kind, name) || this.#existing.has(key);
      this.#existing.add(key);
      if (namespace !== '' && !this.#existing.has(`Namespace /${namespace}`))
        return [
          places.ofObject(kind, name, 'metadata.namespace', `${kind} "${name}": namespaces "${namespace}" not found`),
        ];
      return exists ? [places.ofObject(kind, name, 'metadata.name', `${kind} "${name}" exists already`)] : [];
    });
    return [...unread, ...refused, ...misplaced];
  }

  /** Everything wrong with the nodes of an entry, by the key in it that is to blame. */
  nodeProblems(entry: NodeEntry): readonly { readonly field: readonly string[]; readonly message: string }[] {
    const { body } = nodeTemplate(entry, defaultKubernetesVersion);
    const metadata = { ...objectAt(body, 'metadata'), name: 'node', labels: entry.labels ?? {} };
    const answer = this.#ask({
      verb: 'create',
      kind: 'Node',
      namespace: '',
      name: '',
      body: { ...body, metadata },
      dryRun: true,
      fieldValidation: 'Strict',
    });
    if (answer.code < 400) return [];
    const causes = listAt(answer.body, 'details', 'causes');
    if (causes.length === 0) return [{ field: [], message: textAt(answer.body, 'message') ?? '' }];
    return causes.map((cause) => {
      const field = (textAt(cause, 'field') ?? '').split(/[.[\]]+/).filter((step) => step !== '');
      const [, ...below] = field; // metadata and spec are not written in an entry
      return { field: below, message: textAt(cause, 'message') ?? '' };
    });
  }

  #ask(request: Request): Response {
    if (this.#request === undefined) {
      const timing = timingProfiles.fast;
      const settings = { seed: 1, version: defaultKubernetesVersion, epoch: 0, timing, deviations: [] };
      const cluster = new Cluster({ ...settings, exploring: false, slackUs: 0, hashing: false }, []);
      makeNamespaces(cluster);
      this.#request = requester(cluster);
    }
    return this.#request(request, 0);
  }
}

/** Where in a file its objects and their fields stand. */
class Places {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #documents: readonly Document[];

  constructor(file: string, text: string) {
    this.#file = file;
    const documents = parseAllDocuments(text, { lineCounter: this.#lines });
    this.#documents = Array.isArray(documents) ? documents : [];
  }

  /** `spec.template.spec.containers[0].image` of the object called so, or the nearest thing above it. */
  ofObject(kind: string, name: string, field: string, message: string): Problem {
    const document = this.#documents.find(
      (one) => one.get('kind') === kind && one.getIn(['metadata', 'name']) === name,
    );
    const steps = field.split(/[.[\]]+/).filter((step) => step !== '');
    return this.#at(document === undefined ? undefined : nearest(document, steps), message);
  }

  /** An error about a kind or about the lack of one. */
  ofError(error: string): Problem {
    const kind = /no matches for kind "([^"]*)"/.exec(error)?.[1];
    const document = kind === undefined ? undefined : this.#documents.find((one) => one.get('kind') === kind);
    const [head = ''] = error.replace(/^error: /, '').split('\n');
    const told = head
      .replace(/^resource mapping not found for .*? from "[^"]*": /, '')
      .replace(/^unable to decode "[^"]*": /, '');
    return this.#at(document === undefined ? undefined : nearest(document, ['kind']), told);
  }

  #at(node: Node | undefined, message: string): Problem {
    const { line, col } = this.#lines.linePos(node?.range?.[0] ?? 0);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  }
}

const nearest = (document: Document, steps: readonly string[]): Node | undefined => {
  let node = document.contents as Node | null; // a parsed document holds nodes
  for (const step of steps) {
    const next: unknown = isMap(node) ? node.get(step, true) : isSeq(node) ? node.get(Number(step), true) : undefined;
    if (next === undefined || next === null) break;
    node = next as Node; // asked for as a node
  }
  return node ?? undefined;
};
