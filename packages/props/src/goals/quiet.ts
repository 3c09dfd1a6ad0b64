import type { Goal } from './goal.ts';

/** Kinds of events that are no writes of a controller: what is reported goes on. */
const reports: ReadonlySet<string> = new Set(['EventRecorded', 'EventRepeated']);

export const quiet: Goal = {
  name: 'quiet',
  layer: 'API',
  states: 'In the end no controller writes anything any more, but for Events.',
  provided: undefined,
  judge: ({ core: { log, actors }, since }) => {
    const unmet: string[] = [];
    for (let position = since + 1; position <= log.length; position++) {
      const { event, actor } = log.at(position);
      if (!reports.has(event.type)) unmet.push(`#${position}: ${actors[actor] ?? ''} still writes: ${event.type}`);
    }
    return { reached: since > 0 ? 1 : 0, unmet };
  },
};
