"""Writes tests/io/data: small files by PyTorch, NumPy and the safetensors package, as others make them.

    pip install torch==2.13.0 numpy safetensors && python make_data.py

Run again, the files of torch.save differ in names inside (storage keys are addresses), not in values.
"""

import collections
import pathlib
import zipfile

import numpy as np
import safetensors.torch
import torch

DATA = pathlib.Path(__file__).parent / "data"


def weights():
    """Every dtype, and every way in which a tensor can lie in its storage."""
    base = torch.arange(24, dtype=torch.float32)
    norm = torch.nn.BatchNorm2d(2)
    return collections.OrderedDict(
        [
            ("plain", base.reshape(2, 3, 4) / 8),
            ("transposed", base.reshape(4, 6).t()),
            ("part", base.reshape(4, 6)[1:3, 2:5]),
            ("expanded", torch.tensor([[1.0], [2.0]]).expand(2, 3)),
            ("channels_last", base.reshape(1, 2, 3, 4).to(memory_format=torch.channels_last)),
            ("parameter", torch.nn.Parameter(torch.tensor([0.5, -0.5]))),
            ("empty", torch.zeros(0, 3)),
            ("bool", torch.tensor([True, False, True])),
            ("u8", torch.tensor([0, 255], dtype=torch.uint8)),
            ("i8", torch.tensor([-128, 127], dtype=torch.int8)),
            ("i16", torch.tensor([-300, 300], dtype=torch.int16)),
            ("i32", torch.tensor([-70000, 70000], dtype=torch.int32)),
            ("f16", torch.tensor([1.5, -2.0], dtype=torch.float16)),
            ("bf16", torch.tensor([1.5, -2.0], dtype=torch.bfloat16)),
            ("f64", torch.tensor([0.1, -0.1], dtype=torch.float64)),
            *(("bn." + name, value) for name, value in norm.state_dict().items()),
        ]
    )


def checkpoint():
    return {
        "epoch": 3,
        "best_acc": np.float64(76.5),
        "size": torch.Size([2, 3]),
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "optimizer": {"state": {0: {"momentum": torch.ones(4)}}, "groups": [{"lr": 0.1}]},
        "state_dict": weights(),
    }


def deflate(source, target):
    """The same archive, as another program would pack it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)


class Net(torch.nn.Module):
    pass


def main():
    DATA.mkdir(exist_ok=True)
    torch.save(checkpoint(), DATA / "zip.pth")
    torch.save(checkpoint(), DATA / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(weights(), DATA / "protocol4.pth", pickle_protocol=4)
    deflate(DATA / "zip.pth", DATA / "deflated.pth")
    torch.save(Net(), DATA / "module.pth")
    torch.jit.save(torch.jit.script(torch.nn.ReLU()), str(DATA / "script.pth"))

    ours = {name: value.detach().contiguous() for name, value in weights().items()}
    metadata = {"format": "pt", "größe": "klein"}
    safetensors.torch.save_file(ours, DATA / "reference.safetensors", metadata)

    grid = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.save(DATA / "f32.npy", grid)
    np.save(DATA / "fortran.npy", np.asfortranarray(grid))
    np.save(DATA / "scalar.npy", np.float64(0.25))
    np.save(DATA / "big_endian.npy", grid.astype(">f4"))


main()
