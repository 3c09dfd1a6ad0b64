"""The model of packages/bench/src/peers/model.ts as one writes it in SimPy: a process for each pod.

Prints one JSON object: CPU milliseconds, events, instant of the last one, checksum.
"""

import json
import sys
import time

import simpy

STAGES = 5
PERIOD_US = 100
WORD = 0xFFFFFFFF


def delay(pod, stage):
    return 1 + ((((pod * STAGES + stage) * 0x9E3779B1) & WORD) >> 8) % 1_000_000


class Rollout:
    def __init__(self, nodes):
        self.env = simpy.Environment()
        self.nodes = nodes
        self.log = []
        self.phases = [0] * nodes
        self.ready = 0
        self.checksum = 0
        self.env.process(self.controller())

    def record(self, pod, stage):
        now = self.env.now
        self.log.append((now, pod, stage))
        self.phases[pod] = stage
        self.checksum = (self.checksum + (now & WORD) * (stage + 1)) & WORD
        if stage == STAGES - 1:
            self.ready += 1

    def controller(self):
        for pod in range(self.nodes):
            self.env.process(self.pod(pod))
            yield self.env.timeout(PERIOD_US)

    def pod(self, pod):
        self.record(pod, 0)
        for stage in range(1, STAGES):
            yield self.env.timeout(delay(pod, stage))
            self.record(pod, stage)


def main():
    started = time.process_time()
    rollout = Rollout(int(sys.argv[1]))
    rollout.env.run()
    ms = (time.process_time() - started) * 1000
    last = rollout.log[-1][0]
    print(json.dumps({"ms": ms, "events": len(rollout.log), "last": last, "checksum": rollout.checksum}))


main()
