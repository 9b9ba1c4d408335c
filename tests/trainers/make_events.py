"""Prints, in hex, what TensorBoard's own writer makes of two events: the constants in events_test.cpp.

    pip install tensorboard && python3 tests/trainers/make_events.py
"""
import os
import tempfile

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter


def framed(event):
    path = os.path.join(tempfile.mkdtemp(), "events")
    with open(path, "wb") as file:
        RecordWriter(file).write(event.SerializeToString())
    with open(path, "rb") as file:
        return file.read().hex()


summary = Summary(value=[Summary.Value(tag="train/loss", simple_value=0.25),
                         Summary.Value(tag="accuracy/max", simple_value=1.0)])
print(framed(Event(wall_time=1.5, file_version="brain.Event:2")))
print(framed(Event(wall_time=2.5, step=300, summary=summary)))
