/**
 * Behaviours that a scenario may name, in the language of behaviour files. `default`: everything goes well and takes what the run's
 * timing says. `fast`: the same in milliseconds. `flaky`: what a cluster on a bad day is like.
 */
export const behaviourPresets = {
  default: [],
  fast: [{ pull: { takes: '2ms' }, start: { takes: '1ms' }, ready: '0s', stop: { takes: '1ms' } }],
  flaky: [
    {
      pull: {
        takes: { median: '6s', p90: '20s', p99: '1m30s', max: '3m' },
        fails: [{ error: 'timeout', share: 0.08, times: 3 }],
      },
      ready: { min: '1s', median: '5s', p90: '20s', p99: '45s', max: '1m' },
      run: [
        { share: 0.1, times: 2, after: { min: '1s', median: '8s', p99: '40s' }, exitCode: 1 },
        { share: 0.03, after: { min: '1m', median: '20m', p99: '2h' }, exitCode: 2 },
        { share: 0.02, after: { min: '1m', median: '30m', p99: '2h' }, oomKilled: true },
      ],
      stop: { takes: { min: '50ms', median: '1s', p90: '8s', p99: '40s', max: '1m' } },
    },
  ],
} as const satisfies Readonly<Record<string, readonly unknown[]>>;

export type BehaviourPreset = keyof typeof behaviourPresets;
