#!/usr/bin/env python3
"""Makes what golden_test.cpp compares with: networks of the published `ofa` package with random
weights, saved as it saves them, and their logits for the widest and ten random archs.

    python3 -m venv VENV && . VENV/bin/activate
    pip install torch==2.13.0 numpy
    pip install --no-deps ofa==0.1.0.post202307202001 pyyaml tqdm pillow gdown torchvision==0.28.0
    python3 make_golden.py --compat DIR               # the files in data/: narrow networks
    python3 make_golden.py --compat DIR --full mobilenet_v3 --out GOLDEN
    OFA_GOLDEN=GOLDEN build/dev/tests/nn/nn_tests --gtest_filter='*Golden*'

DIR holds tv_compat.py, which lets PyPI's torchvision (built for CUDA) import beside a CPU-only
torch; with a torchvision that fits its torch, leave --compat out. Of each space there are, in
--out: SPACE.yaml, SPACE.pth, SPACE.json (archs as published), SPACE.safetensors (images, logits),
SPACE_subnet.pth (the network of the last arch by itself, cut out as published).
"""
import argparse
import importlib
import json
import os
import random
import sys

import numpy
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
SPACES = os.path.join(HERE, "..", "..", "configs", "spaces")
MOBILE = {"ks_list": [3, 5, 7], "expand_ratio_list": [3, 4, 6], "depth_list": [2, 3, 4]}


def mobile(width):
    return {"width_mult": width, **MOBILE}


def resnet(width):
    return {"width_mult_list": [0.65 * width, 0.8 * width, width],
            "expand_ratio_list": [0.2, 0.25, 0.35], "depth_list": [0, 1, 2]}


# The package's class, its arguments, the width of the narrow one, whether the files have PyTorch's
# older form, the widest arch, and one whose network is saved by itself.
NETWORKS = {
    "mobilenet_v3": ("OFAMobileNetV3", mobile, 0.1, True, {"ks": 7, "e": 6, "d": 4},
                     {"ks": [3, 5, 7, 5] * 5, "e": 3, "d": [2, 3, 2, 2, 2]}),
    "proxyless": ("OFAProxylessNASNets", mobile, 0.1, False, {"ks": 7, "e": 6, "d": 4}, None),
    "resnet50": ("OFAResNets", resnet, 0.05, False, {"d": 2, "e": 0.35, "w": 2},
                 {"d": [0, 1, 0, 0, 0], "e": 0.2, "w": [0, 1, 1, 0, 1, 0]}),
}


def pictures(count, size):
    """Noise, most of it in large patches: white noise would look like any other to a network."""
    patches = torch.nn.functional.interpolate(torch.randn(count, 3, 5, 5), size=size)
    return patches + 0.3 * torch.randn(count, 3, size, size)


def randomise(net, size):
    """Nothing stays at a value that is right by chance: norms, biases and kernel matrices too."""
    for name, parameter in net.named_parameters():
        noise = torch.randn_like(parameter)
        if name.endswith("_matrix"):
            parameter.data = torch.eye(len(parameter)) + 0.05 * noise
        elif parameter.dim() >= 2:
            parameter.data = noise * (2 / parameter[0].numel()) ** 0.5
        else:
            parameter.data = (1 if name.endswith("weight") else 0) + 0.1 * noise
    # Running statistics near those of real archs, so that logits tell pictures apart.
    norms = [module for module in net.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None  # the mean over all batches
    net.train()
    with torch.no_grad():
        for i in range(20):
            if i % 3 == 0:
                net.set_max_net()
            else:
                net.sample_active_subnet()
            net(pictures(16, size))
    net.eval()
    for norm in norms:
        norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
        norm.running_var *= 1 + 0.2 * torch.rand_like(norm.running_var)


def archs_of(net, widest, alone, sizes):
    archs = [dict(widest)] + [net.sample_active_subnet() for _ in range(10)]
    if alone:
        archs.append(dict(alone))
    size_key = "image_size" if "w" in widest else "r"
    for i, arch in enumerate(archs):
        arch[size_key] = sizes[i % len(sizes)]
    return archs


def write_safetensors(path, arrays):
    header, data = {}, b""
    for name, array in arrays.items():
        blob = numpy.ascontiguousarray(array, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape),
                        "data_offsets": [len(data), len(data) + len(blob)]}
        data += blob
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


def write_space(path, name, width, sizes):
    with open(path, "w") as file:
        base = os.path.relpath(os.path.join(SPACES, name + ".yaml"), os.path.dirname(path))
        file.write(f"# By make_golden.py.\nbase: {base}\n")
        if width != 1:
            file.write(f"width: {width}\nclasses: 10\ninput: {{resolution: {sizes}}}\n")


def save(net, path, is_legacy):
    torch.save({"epoch": 3, "state_dict": net.state_dict()}, path,
               _use_new_zipfile_serialization=not is_legacy)


def make(name, out, width, sizes, num_classes):
    torch.manual_seed(1)
    random.seed(1)
    kind, arguments, _, is_legacy, widest, alone = NETWORKS[name]
    networks = importlib.import_module("ofa.imagenet_classification.elastic_nn.networks")
    net = getattr(networks, kind)(n_classes=num_classes, **arguments(width))
    randomise(net, sizes[-1])
    path = os.path.join(os.path.abspath(out), name)
    write_space(path + ".yaml", name, width, sizes)
    save(net, path + ".pth", is_legacy)

    archs = archs_of(net, widest, alone, sizes)
    images = pictures(2, sizes[-1])
    logits = []
    for arch in archs:
        size = arch.get("r") or arch.get("image_size")
        net.set_active_subnet(**{key: arch[key] for key in widest})
        with torch.no_grad():
            logits.append(net(images[:, :, :size, :size]))
    if alone:
        save(net.get_active_subnet(), path + "_subnet.pth", is_legacy)
    with open(path + ".json", "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(arch) for arch in archs) + "\n]\n")
    write_safetensors(path + ".safetensors", {"images": images, "logits": torch.stack(logits)})
    print(name, "logits up to", torch.stack(logits).abs().amax(dim=(1, 2)).tolist())


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--compat", help="folder of tv_compat.py")
    options.add_argument("--full", choices=NETWORKS, help="this space as it is shipped")
    options.add_argument("--out", default=os.path.join(HERE, "data"))
    options = options.parse_args()
    if options.full and options.out == os.path.join(HERE, "data"):
        sys.exit("--full: name another folder with --out")
    if options.compat:
        sys.path.insert(0, options.compat)
        importlib.import_module("tv_compat")
    torch.set_num_threads(1)
    os.makedirs(options.out, exist_ok=True)
    if options.full:
        sizes = [128, 160, 224] if options.full != "resnet50" else [128, 176, 224]
        make(options.full, options.out, 1, sizes, 1000)
        return
    for name, network in NETWORKS.items():
        make(name, options.out, network[2], [40, 56], 10)


main()
