// The model of packages/bench/src/peers/model.ts in a compiled language: columns and a binary heap.
// Prints one JSON object: CPU milliseconds, events, instant of the last one, checksum.
package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

const (
	stages   = 5
	periodUs = 100
)

type notice struct {
	at    int64
	order int64
	pod   int32
	stage int32
}

func (a notice) before(b notice) bool {
	return a.at < b.at || (a.at == b.at && a.order < b.order)
}

type timeline struct {
	heap  []notice
	order int64
}

func (t *timeline) schedule(at int64, pod, stage int32) {
	t.heap = append(t.heap, notice{at, t.order, pod, stage})
	t.order++
	i := len(t.heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !t.heap[i].before(t.heap[parent]) {
			break
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *timeline) take() notice {
	top := t.heap[0]
	last := len(t.heap) - 1
	t.heap[0] = t.heap[last]
	t.heap = t.heap[:last]
	for i := 0; ; {
		least := 2*i + 1
		if least >= last {
			return top
		}
		if least+1 < last && t.heap[least+1].before(t.heap[least]) {
			least++
		}
		if !t.heap[least].before(t.heap[i]) {
			return top
		}
		t.heap[i], t.heap[least] = t.heap[least], t.heap[i]
		i = least
	}
}

func delay(pod, stage int32) int64 {
	hash := uint32(pod*stages+stage) * 0x9e3779b1
	return int64(1 + (hash>>8)%1_000_000)
}

func cpuMs() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

func main() {
	parsed, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	nodes := int32(parsed)
	started := cpuMs()
	var line timeline
	var logAt []int64
	var logPod, logStage []int32
	phases := make([]int32, nodes)
	ready := 0
	var checksum uint32
	line.schedule(0, 0, 0)
	for len(line.heap) > 0 {
		next := line.take()
		logAt = append(logAt, next.at)
		logPod = append(logPod, next.pod)
		logStage = append(logStage, next.stage)
		phases[next.pod] = next.stage
		checksum += uint32(next.at) * uint32(next.stage+1)
		if next.stage == 0 && next.pod+1 < nodes {
			line.schedule(next.at+periodUs, next.pod+1, 0)
		}
		if next.stage < stages-1 {
			line.schedule(next.at+delay(next.pod, next.stage+1), next.pod, next.stage+1)
		} else {
			ready++
		}
	}
	ms := cpuMs() - started
	fmt.Printf("{\"ms\": %f, \"events\": %d, \"last\": %d, \"checksum\": %d}\n", ms, len(logAt), logAt[len(logAt)-1], checksum)
}
