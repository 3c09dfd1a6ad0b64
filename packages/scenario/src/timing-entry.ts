import * as t from 'io-ts';
import { quantiles, type Distribution } from '@orrery/core/engine';
import { timingProfiles, type Timing, type TimingEntry, type TimingProfile } from '@orrery/core/control';
import { checked } from './checked.ts';
import { closed } from './closed.ts';
import { DurationText, oneOf } from './scalar.ts';

const profileNames = Object.keys(timingProfiles) as TimingProfile[]; // keys of a const are its key type
const entryNames = Object.keys(timingProfiles.default) as TimingEntry[]; // likewise

const Profile = oneOf('timing profile', profileNames);

/** How long something takes: its quantiles. What is missing follows from the median. */
export const Quantiles = checked(
  closed(
    'Quantiles',
    { median: DurationText },
    { min: DurationText, p90: DurationText, p99: DurationText, max: DurationText },
  ),
  ({ min, median, p90, p99, max }) => {
    const given = [min, median, p90, p99, max].filter((one) => one !== undefined);
    return given.every((one, i) => i === 0 || (given[i - 1] ?? 0) <= one)
      ? undefined
      : 'the quantiles must not decrease: min, median, p90, p99, max';
  },
);
export type Quantiles = t.TypeOf<typeof Quantiles>;

const Overrides = closed(
  'Timing',
  {},
  {
    profile: Profile,
    apiCall: Quantiles,
    scheduleAttempt: Quantiles,
    volumeMount: Quantiles,
    volumeProvision: Quantiles,
    volumeDelete: Quantiles,
    volumeAttach: Quantiles,
    volumeDetach: Quantiles,
    volumeScrub: Quantiles,
    sandboxStart: Quantiles,
    imagePull: Quantiles,
    containerStart: Quantiles,
    containerReady: Quantiles,
    initContainerRun: Quantiles,
    containerStop: Quantiles,
    volumeUnmount: Quantiles,
    statusReport: Quantiles,
  },
);

/** A named profile, or a map that overrides entries of one. */
export const TimingChoice: t.Type<TimingProfile | t.TypeOf<typeof Overrides>, unknown> = new t.Type<
  TimingProfile | t.TypeOf<typeof Overrides>,
  unknown
>(
  'TimingChoice',
  (value): value is TimingProfile | t.TypeOf<typeof Overrides> => Profile.is(value) || Overrides.is(value),
  (value, context) =>
    typeof value === 'object' ? Overrides.validate(value, context) : Profile.validate(value, context),
  (value) => (typeof value === 'string' ? value : Overrides.encode(value)),
);
export type TimingChoice = t.TypeOf<typeof TimingChoice>;

export const distribution = ({ min, median, p90, p99, max }: Quantiles): Distribution =>
  quantiles({
    median,
    ...(min === undefined ? {} : { min }),
    ...(p90 === undefined ? {} : { p90 }),
    ...(p99 === undefined ? {} : { p99: p99 }),
    ...(max === undefined ? {} : { max }),
  });

/** The timing of a run. */
export const timingOf = (choice: TimingChoice): Timing => {
  if (typeof choice === 'string') return timingProfiles[choice];
  const timing: Record<TimingEntry, Distribution> = { ...timingProfiles[choice.profile ?? 'default'] };
  for (const entry of entryNames) {
    const given = choice[entry];
    if (given !== undefined) timing[entry] = distribution(given);
  }
  return timing;
};
