"""Writes the network of a file of `ofa export` once more, through PyTorch and torch.onnx, to compare its speed:

    python tests/verify/torch_onnx.py OURS.onnx THEIRS.onnx && ofa bench model THEIRS.onnx OURS.onnx

Needs torch, onnx and onnxscript; no part of the build or of its tests."""

import sys

import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F


class Rebuilt(torch.nn.Module):
    def __init__(self, graph):
        super().__init__()
        self.nodes = list(graph.node)
        self.names = {}
        for i, tensor in enumerate(graph.initializer):
            self.names[tensor.name] = f"p{i}"
            self.register_buffer(f"p{i}", torch.from_numpy(numpy_helper.to_array(tensor).copy()))

    def forward(self, images):
        values = {"images": images}
        for node in self.nodes:
            read = [values[n] if n in values else getattr(self, self.names[n]) for n in node.input]
            options = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            values[node.output[0]] = self.run(node.op_type, read, options)
        return values["logits"]

    def run(self, kind, x, options):
        if kind == "Conv":
            return F.conv2d(x[0], x[1], x[2] if len(x) > 2 else None, options["strides"], options["pads"][0],
                            1, options["group"])
        if kind in ("AveragePool", "MaxPool"):
            args = (options["kernel_shape"][0], options["strides"][0], options["pads"][0])
            return F.max_pool2d(x[0], *args) if kind == "MaxPool" else F.avg_pool2d(
                x[0], *args, bool(options["ceil_mode"]), bool(options["count_include_pad"]))
        return {
            "Gemm": lambda: F.linear(x[0], x[1], x[2]),
            "Relu": lambda: F.relu(x[0]),
            "Clip": lambda: F.hardtanh(x[0], 0, 6),
            "HardSwish": lambda: F.hardswish(x[0]),
            "HardSigmoid": lambda: F.hardsigmoid(x[0]),
            "Sigmoid": lambda: torch.sigmoid(x[0]),
            "Add": lambda: x[0] + x[1],
            "Mul": lambda: x[0] * x[1],
            "GlobalAveragePool": lambda: F.adaptive_avg_pool2d(x[0], 1),
            "Flatten": lambda: torch.flatten(x[0], 1),
        }[kind]()


model = onnx.load(sys.argv[1])
sizes = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
torch.onnx.export(Rebuilt(model.graph).eval(), (torch.randn(sizes),), sys.argv[2], input_names=["images"],
                  output_names=["logits"], opset_version=17, dynamo=False)
