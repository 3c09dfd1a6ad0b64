import type { Instant } from '@orrery/core/engine';
import type { Epoch } from '@orrery/core/cluster';
import type { KubernetesVersion } from '@orrery/core/control';
import type { Command } from './call.ts';
import type { Files } from './files.ts';
import type { Flag, Flags } from './flags.ts';

/** What a command knows of the world it is typed in, beside the API. */
export interface Context {
  readonly now: () => Instant;
  readonly epoch: Epoch;
  readonly version: KubernetesVersion;
  readonly files: Files;
}

/** A command line as its verb gets it. */
export interface Invocation {
  /** What follows the verb and is not an option. */
  readonly words: readonly string[];
  readonly flags: Flags;
  /** From -n, else `default`. */
  readonly namespace: string;
  readonly context: Context;
}

/** One of kubectl's verbs. */
export interface Verb {
  /** As typed: `get`, `rollout status`. */
  readonly name: string;
  readonly flags: readonly Flag[];
  /** What is wrong with the words and options by themselves, whatever the cluster; undefined: nothing that can be seen. */
  readonly check?: (words: readonly string[], flags: Flags) => string | undefined;
  readonly run: (invocation: Invocation) => Command;
}
