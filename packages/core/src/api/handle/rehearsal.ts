import * as E from 'fp-ts/lib/Either.js';
import { Dictionary, type Json } from '../../engine/index.ts';
import { evolve } from '../../cluster/index.ts';
import { decide } from '../decide/index.ts';
import type { Command } from '../command.ts';
import type { ApiServer } from '../server.ts';

/**
 * A server that answers as this one would and records nothing: commands are folded into a copy of the state.
 * Bodies get a dictionary of their own, so that not even the log's dictionary grows.
 */
export const rehearsal = (server: ApiServer): ApiServer => {
  const { epoch, now, version, gates } = server;
  const state = server.state.seal();
  const dictionary = new Dictionary();
  const body = (json: Json) => dictionary.body(json);
  let { position } = server;
  return {
    state,
    epoch,
    now,
    version,
    ...(gates === undefined ? {} : { gates }),
    get position() {
      return position;
    },
    body,
    execute(command: Command) {
      const decision = decide(state, command, { now, body, random: (bound) => bound - 1 });
      if (E.isLeft(decision)) return decision;
      for (const event of decision.right) evolve(state, event, ++position, now);
      return E.right(decision.right.length === 0 ? 0 : position);
    },
  };
};
