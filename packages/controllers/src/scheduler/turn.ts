/** The key of the scheduling cycle, which takes one pod after another from the queue. All other keys are uids of pods. */
export const turn = 0;
