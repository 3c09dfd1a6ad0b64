import type { Verb } from '../invocation.ts';
import { apply } from './apply.ts';
import { cordon, uncordon } from './cordon.ts';
import { create } from './create.ts';
import { createBudget, createPdb } from './create-budget.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { drain } from './drain.ts';
import { events } from './events.ts';
import { get } from './get.ts';
import { annotate, label } from './label.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { rolloutHistory } from './rollout-history.ts';
import { rolloutPause, rolloutResume } from './rollout-pause.ts';
import { rolloutStatus } from './rollout-status.ts';
import { rolloutRestart, rolloutUndo } from './rollout-undo.ts';
import { scale } from './scale.ts';
import { setImage } from './set-image.ts';
import { taint } from './taint.ts';
import { wait } from './wait.ts';

/** Every verb that can be typed. A new one is its file and a line here. */
export const verbs: readonly Verb[] = [
  annotate,
  apply,
  cordon,
  // Before `create`, as the first verb whose words all stand there is taken.
  createPdb,
  createBudget,
  create,
  deleteVerb,
  describe,
  drain,
  events,
  get,
  label,
  patch,
  replace,
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
  scale,
  setImage,
  taint,
  uncordon,
  wait,
];
