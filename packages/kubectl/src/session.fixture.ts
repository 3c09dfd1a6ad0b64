import { handle, type ApiServer } from '@orrery/core/api';
import { Cluster, timingProfiles, userActor } from '@orrery/core/control';
import type { KubectlAnswer } from './call.ts';
import { filesOf } from './files.ts';
import { kubectl } from './line.ts';
import { readRecords } from './read-records.ts';

/** A terminal on a cluster in which nothing acts but what is typed. */
export class Session {
  readonly cluster = new Cluster(
    {
      seed: 1,
      version: '1.36',
      epoch: 1_767_225_600,
      timing: timingProfiles.fast,
      deviations: [],
      exploring: false,
      slackUs: 0,
      hashing: true,
    },
    [],
  );
  readonly #files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = files;
    for (const name of ['default', 'kube-system']) {
      const body = this.cluster.core.body({ spec: { finalizers: ['kubernetes'] } });
      this.cluster.submit({ type: 'Create', kind: 'Namespace', namespace: '', name, body });
    }
  }

  get #server(): ApiServer {
    const { core, now } = this.cluster;
    return {
      state: core.state,
      epoch: core.settings.epoch,
      now,
      position: core.log.length,
      version: '1.36',
      execute: (command) => core.execute(command, userActor, 0),
      body: core.body,
    };
  }

  /** Types a line and gives what the terminal shows (stderr marked with a bang) and the exit code. Whatever is waited for is late. */
  type(line: string): { readonly shown: string; readonly exitCode: number } {
    const shown: string[] = [];
    const command = kubectl(line, {
      now: () => this.cluster.now,
      epoch: this.cluster.core.settings.epoch,
      version: '1.36',
      files: filesOf(this.#files),
    });
    let answer: KubectlAnswer = { type: 'done' };
    for (;;) {
      const turn = command.next(answer);
      if (turn.done === true) return { shown: shown.join('\n'), exitCode: turn.value };
      const call = turn.value;
      answer = { type: 'done' };
      if (call.type === 'request') answer = { type: 'response', response: handle(this.#server, call.request) };
      else if (call.type === 'read') answer = { type: 'records', found: readRecords(this.#server, call.request) };
      else if (call.type === 'next') answer = { type: 'change', change: undefined };
      else if (call.type === 'print') shown.push(call.stream === 'stdout' ? call.text : `! ${call.text}`);
    }
  }
}
