#!/usr/bin/env python3
"""Times the models of this kit on this device, and writes what `ofa measure --collect` reads.

    python3 measure.py --runtime onnxruntime            (or openvino)

Stopped and called again, it goes on where it was. Wants Python 3.8 and the runtime's own package.
"""
import argparse
import gzip
import json
import os
import platform
import random
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS_A_LOAD = 12
DISCARDED_ROUNDS = 4  # after loading: runtimes are slower then
CLOCKS_NS = 4000  # what reading both clocks can take


def load_onnxruntime(threads):
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL

    def load(model):
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        entry = session.get_inputs()[0]
        binding = session.io_binding()
        binding.bind_cpu_input(entry.name, noise(numpy, entry.shape))
        binding.bind_output(session.get_outputs()[0].name)
        return lambda: session.run_with_iobinding(binding)

    return onnxruntime.__version__, load


def load_openvino(threads, precision):
    import numpy
    import openvino

    core = openvino.Core()
    wanted = "bf16" if precision == "bf16" else "f32"
    settings = {
        "INFERENCE_PRECISION_HINT": wanted,  # unasked, it computes in bfloat16 where it can
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": "1",
        "INFERENCE_NUM_THREADS": str(threads),
    }

    def load(model):
        compiled = core.compile_model(core.read_model(model), "CPU", settings)
        chosen = compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()
        if chosen != wanted:
            sys.exit(f"openvino computes in {chosen} on this processor, not in {wanted}")
        request = compiled.create_infer_request()
        request.set_input_tensor(openvino.Tensor(noise(numpy, request.get_input_tensor().shape)))
        return lambda: request.infer(share_outputs=True)

    return openvino.__version__, load


def tell(text):
    if sys.stderr.isatty():
        print(f"\r{text}   ", end="", file=sys.stderr, flush=True)


def noise(numpy, shape):
    return numpy.random.default_rng(0).uniform(-1, 1, size=list(shape)).astype(numpy.float32)


def visit(call, calls, one_thread):
    """The shortest of a few calls, after one that does not count; None: all were disturbed."""
    call()
    shortest = None
    for _ in range(calls):
        wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
        call()
        cpu = time.thread_time_ns() - cpu
        wall = time.perf_counter_ns() - wall
        disturbed = one_thread and wall - cpu > max(CLOCKS_NS, wall * 0.01)
        if not disturbed and (shortest is None or wall < shortest):
            shortest = wall
    return None if shortest is None else shortest / 1e6


def device(threads):
    fields = {"processor": platform.processor() or platform.machine(), "governor": ""}
    flags = ""
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                name, _, value = line.partition(":")
                if name.strip() == "model name":
                    fields["processor"] = value.strip()
                if name.strip() in ("flags", "Features"):
                    flags = value
        with open("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") as file:
            fields["governor"] = file.read().strip()
    except OSError:
        pass
    starts = ("avx", "amx", "fma", "f16c", "asimd", "sve", "sme2", "i8mm", "bf16", "neon")
    fields["features"] = sorted(set(f for f in flags.split() if f.startswith(starts)))
    fields["cores"] = os.cpu_count() or 0
    fields["threads"] = threads
    return fields


def memory_to_use():
    try:
        with open("/proc/meminfo") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024 // 2
    except OSError:
        pass
    return 1 << 30


def groups(models, most):
    """Models that fit into memory together."""
    group, size = [], 0
    for i, model in enumerate(models):
        needs = 3 * model["bytes"] + 2_000_000
        if group and size + needs > most:
            yield group
            group, size = [], 0
        group.append(i)
        size += needs
    yield group


def read_journal(path, plan, count):
    """What each model took, round by round, as far as it was measured before."""
    lines = []
    if os.path.exists(path):
        with open(path) as file:
            lines = [line for line in file if line.endswith("\n")]
    if not lines:
        lines = [json.dumps({"plan": plan}) + "\n"]
    if json.loads(lines[0])["plan"] != plan:
        sys.exit(f"{path} holds rounds of another kit or runtime; remove it to begin anew")
    with open(path, "w") as file:  # without what a killed writer left of its last line
        file.writelines(lines)
    samples = [[] for _ in range(count)]
    for line in lines[1:]:
        entry = json.loads(line)
        for i, ms in enumerate(entry["ms"], entry["first"]):
            samples[i].append(ms)
    return samples


def shuffled(group, seed):
    order = list(group)
    random.Random(seed).shuffle(order)
    return order


def load_group(group, models, load, number):
    """Several times, in another order each: where a model lies in memory makes it slower or faster."""
    calls = {}
    for i in shuffled(group, -1 - number):
        tell(f"loading {len(calls) + 1}/{len(group)}")
        with gzip.open(os.path.join(HERE, models[i]["file"])) as file:
            calls[i] = load(file.read())
    return calls


def visit_all(group, models, calls, args, number):
    one_thread = args.threads == 1
    return {i: visit(calls[i], models[i]["calls"], one_thread) for i in shuffled(group, number)}


def measure_group(group, models, load, args, samples, journal):
    rounds = min(len(samples[i]) for i in group)  # they may have been in other groups before
    for number in range(rounds, args.rounds):
        if (number - rounds) % ROUNDS_A_LOAD == 0:
            calls = load_group(group, models, load, number)
            for discarded in range(DISCARDED_ROUNDS):
                visit_all(group, models, calls, args, number + discarded)
        start = time.monotonic()
        found = visit_all(group, models, calls, args, number)
        for i in group:
            samples[i].append(found[i])
        journal.write(json.dumps({"first": group[0], "ms": [found[i] for i in group]}) + "\n")
        journal.flush()
        left = (args.rounds - 1 - number) * (time.monotonic() - start)
        tell(f"round {number + 1}/{args.rounds}, {left:.0f} s left")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runtime", required=True, choices=["onnxruntime", "openvino"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--out", default="result.json")
    args = parser.parse_args()
    if not 1 <= args.threads <= 1024:
        parser.error(f"--threads: expected 1 .. 1024, got {args.threads}")
    if not 4 <= args.rounds <= 10000:
        parser.error(f"--rounds: expected 4 .. 10000, got {args.rounds}")

    with open(os.path.join(HERE, "manifest.json")) as file:
        kit = json.load(file)
    if args.runtime == "onnxruntime" and kit["precision"] == "bf16":
        sys.exit("onnxruntime does not compute in bf16, as this kit asks; openvino does")
    if args.threads == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if args.runtime == "onnxruntime":
        version, load = load_onnxruntime(args.threads)
    else:
        version, load = load_openvino(args.threads, kit["precision"])
    path = args.out + ".rounds.jsonl"
    plan = [kit["plan"], kit["precision"], kit["batch"], args.runtime, version, args.threads]
    samples = read_journal(path, plan, len(kit["models"]))
    with open(path, "a") as journal:
        for group in groups(kit["models"], memory_to_use()):
            measure_group(group, kit["models"], load, args, samples, journal)

    on = device(args.threads)
    on.update(runtime=args.runtime, version=version, precision=kit["precision"], batch=kit["batch"])
    result = {"format": "ofa-kit-result/1", "space": kit["space"], "resolutions": kit["resolutions"],
              "measured": time.strftime("%Y-%m-%d %H:%M", time.gmtime()), "on": on,
              "models": [dict(model, ms=samples[i]) for i, model in enumerate(kit["models"])]}
    with open(args.out + ".part", "w") as file:
        json.dump(result, file)
    os.replace(args.out + ".part", args.out)
    os.remove(path)
    tell("")
    print(f"wrote {args.out}; next, where ofa is: ofa measure --collect {args.out} --out TABLE.json")


if __name__ == "__main__":
    main()
