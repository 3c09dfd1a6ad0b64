import * as E from 'fp-ts/lib/Either.js';
import { Dictionary, type Json, type JsonObject } from '../engine/index.ts';
import { ClusterState, evolve, type ClusterEvent } from '../cluster/index.ts';
import type { Command } from './command.ts';
import { decide } from './decide/index.ts';
import { handle } from './handle.ts';
import type { Request, Response } from './request.ts';
import type { ApiServer } from './server.ts';

/** An API server over nothing but a state: no components, a clock that is set by hand. Namespace default is there. */
export class TestServer implements ApiServer {
  readonly state = ClusterState.empty();
  readonly epoch = 1_767_225_600; // 2026-01-01T00:00:00Z
  readonly version = '1.36';
  readonly events: ClusterEvent[] = [];
  readonly #dictionary = new Dictionary();
  now = 0;

  constructor() {
    this.handle({
      verb: 'create',
      kind: 'Namespace',
      namespace: '',
      name: '',
      body: { metadata: { name: 'default' } },
    });
  }

  get position(): number {
    return this.events.length;
  }

  body(json: Json) {
    return this.#dictionary.body(json);
  }

  execute(command: Command) {
    const deciding = { now: this.now, body: (json: Json) => this.body(json), random: () => 0 };
    const decision = decide(this.state, command, deciding);
    if (E.isLeft(decision)) return decision;
    for (const event of decision.right) evolve(this.state, event, this.events.push(event), this.now);
    return E.right(decision.right.length === 0 ? 0 : this.position);
  }

  handle(request: Request): Response {
    return handle(this, request);
  }

  /** Creates an object and gives it back; throws what refused it. */
  create(kind: Request['kind'], body: JsonObject, namespace = 'default'): JsonObject {
    const response = this.handle({ verb: 'create', kind, namespace, name: '', body });
    if (response.code !== 201) throw new Error(JSON.stringify(response.body));
    return response.body as JsonObject; // 201 answers the object
  }
}
